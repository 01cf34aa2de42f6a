namespace Baton.Residency;

/// <summary>What a machine has for models, as it is now.</summary>
internal interface IMachine
{
    /// <summary>Its memory.</summary>
    MachineMemory Memory();

    /// <summary>Whether programs wait for memory.</summary>
    bool IsPressed();

    /// <summary>Its graphics cards.</summary>
    Task<IReadOnlyList<Gpu>> GpusAsync(CancellationToken cancellationToken);

    /// <summary>What processes have of the cards' memory.</summary>
    Task<IReadOnlyDictionary<int, long>> GraphicsAsync(CancellationToken cancellationToken);
}

/// <summary>The machine that this program runs on.</summary>
internal sealed class ThisMachine : IMachine
{
    public MachineMemory Memory() => MachineMemory.Read();

    public bool IsPressed() => MemoryPressure.IsMuch();

    public Task<IReadOnlyList<Gpu>> GpusAsync(CancellationToken cancellationToken) => Gpu.ListAsync(cancellationToken);

    public Task<IReadOnlyDictionary<int, long>> GraphicsAsync(CancellationToken cancellationToken) => Gpu.ProcessesAsync(cancellationToken);
}
