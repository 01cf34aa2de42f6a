namespace Baton.Residency.Launching;

/// <summary>Starts a model's process.</summary>
internal interface IServerLauncher
{
    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="plan">How.</param>
    /// <param name="cancellationToken">Ends the wait and the process.</param>
    /// <exception cref="LaunchException">It did not come to answer.</exception>
    Task<IServerProcess> StartAsync(LaunchPlan plan, CancellationToken cancellationToken);
}

/// <summary>A model's process that answers.</summary>
internal interface IServerProcess
{
    Uri Address { get; }

    int ProcessId { get; }

    /// <summary>Completes when it has ended, with how.</summary>
    Task<string> Ended { get; }

    /// <summary>The memory that it takes; <c>null</c> where the system does not say.</summary>
    long? MeasureBytes();

    /// <summary>Ends it.</summary>
    void Stop();
}

/// <summary>A model's process did not come to answer.</summary>
internal sealed class LaunchException(string message, Exception? innerException = null) : Exception(message, innerException);
