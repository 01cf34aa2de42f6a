namespace Baton.Telemetry;

/// <summary>Hears of every request when it has ended, however it ended: the ledger, the figures, the profiles.</summary>
public interface IRequestObserver
{
    /// <summary>A request ended. Called on its path, so it must be quick, wait for nothing and throw nothing.</summary>
    /// <param name="record">What happened; nobody writes to it any more.</param>
    void Ended(RequestRecord record);
}
