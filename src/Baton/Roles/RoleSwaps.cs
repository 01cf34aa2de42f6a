using System.Collections.Concurrent;
using Baton.Models;
using Baton.Redaction;
using Baton.Roles.Traffic;
using Baton.Routing;
using Microsoft.Extensions.Logging;

namespace Baton.Roles;

/// <summary>
/// Swaps who plays a role while requests run: validate, warm, transfer, flip; then, in the background, drain and keep. What fails
/// before the flip changes nothing. The swaps of one role are ordered.
/// </summary>
public sealed partial class RoleSwaps : IDisposable
{
    private readonly SwapTurns _turns = new();
    private readonly ConcurrentDictionary<string, string> _warming = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private readonly RoleBook _book;
    private readonly CatalogSource _catalog;
    private readonly HealthPrompt _prompt;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RoleTraffic _traffic;
    private readonly IEstimates _estimates;
    private readonly ISwapHost? _host;

    internal RoleSwaps(
        RoleBook book, CatalogSource catalog, HealthPrompt prompt, RoleTraffic traffic, IEstimates estimates, TimeProvider time,
        ILogger<RoleSwaps> logger, ISwapHost? host = null)
    {
        (_book, _catalog, _prompt, _time, _logger, _host) = (book, catalog, prompt, time, logger, host);
        (_traffic, _estimates) = (traffic, estimates);
        book.Reconfigured += request => _ = ReconfigureAsync(request);
    }

    /// <summary>Raised when a role begins to warm a model, and when it has ended.</summary>
    internal event Action<string>? StateChanged;

    /// <summary>The model that is being made ready to play a role now; <c>null</c>: none.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The model's id.</returns>
    public string? WarmingFor(string role) => _warming.GetValueOrDefault(role);

    /// <summary>Makes a swap, a load, a rollback or an unload; ends when the flip is done.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Gives up the place in line; once it is its turn a swap is carried out.</param>
    /// <returns>The swap; one that found nothing to do warns of it.</returns>
    /// <exception cref="SwapException">It failed; the role is as it was.</exception>
    /// <exception cref="BatonException">Refused: no such role, nobody plays it, nothing to go back to.</exception>
    public async Task<SwapEvent> SwapAsync(SwapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RoleRules.CheckName(request.Role);
        request = request with { Reason = request.Reason is { } reason ? Storable(reason) : null };
        using var turn = await _turns.EnterAsync(request.Role, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (await TrySwapAsync(request).ConfigureAwait(false) is { } swap)
            {
                return swap;
            }
        }
    }

    /// <summary>Goes through the phases once.</summary>
    /// <returns>The swap; <c>null</c>: another program that shares the roles changed this one meanwhile, and what is asked means something else now.</returns>
    private async Task<SwapEvent?> TrySwapAsync(SwapRequest asked)
    {
        var request = asked;
        if (request.Kind != SwapKinds.Load)
        {
            _book.Get(request.Role);
        }

        var before = _book.Current.GetValueOrDefault(request.Role);
        var target = RoleRules.Target(before, request);
        var phases = new SwapPhases(_time);
        IDisposable? warm = null;
        try
        {
            var warnings = new List<SwapWarning>();
            var nobodyNew = target is null || target == before?.Model;
            if (nobodyNew || request.Kind == SwapKinds.Rollback)
            {
                request = request with { AtVersion = before?.Version }; // True only as long as the role is what was looked at.
            }

            if (!nobodyNew)
            {
                var model = phases.Time("validate", () => Validate(request, before, target!, warnings));
                warm = await WarmAsync(request.Role, model, phases, warnings).ConfigureAwait(false);
                phases.Time("transfer", () => Transfer(request, model, before));
            }

            await LeaveTheSocketsAsync().ConfigureAwait(false);
            return Flip(request, phases, warnings);
        }
        catch (BatonException e) when (e.Code == ErrorCodes.Conflict && request.AtVersion != asked.AtVersion && asked.Kind != SwapKinds.Rollback)
        {
            return null; // Only a step back depends on what it goes back from.
        }
        catch (BatonException e) when (e.Code != ErrorCodes.StorageFailed)
        {
            await LeaveTheSocketsAsync().ConfigureAwait(false);
            throw Failed(request, target, e, phases);
        }
        finally
        {
            warm?.Dispose(); // Nobody may take its place between its load and the flip.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>The store is waited for. Where sockets' events are handled inline, that must not hold up the thread that brought an answer.</summary>
    private static async Task LeaveTheSocketsAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>A reload waits for nobody; how its swaps end stands in the log and in the roles' lists.</summary>
    private async Task ReconfigureAsync(SwapRequest request)
    {
        try
        {
            await SwapAsync(request, _stopped.Token).ConfigureAwait(false);
        }
        catch (SwapException)
        {
            // It was logged and listed; the old model plays on.
        }
        catch (Exception e)
        {
            LogNotReconfigured(e, request.Role);
        }
    }

    /// <summary>What others said, an upstream among them, may hold what must not be kept.</summary>
    private string Storable(string text) => Redactor.Redact(text, _catalog.Current.Options.Redaction);

    private Model Validate(SwapRequest request, RoleAssignment? before, string target, List<SwapWarning> warnings)
    {
        var catalog = _catalog.Current;
        var model = RoleRules.FindModel(target, catalog);
        var options = catalog.FindRole(request.Role);
        var from = before?.Model is { } old ? catalog.FindModel(old) : null;
        var shortage = _host?.Foresee(model);
        var input = new CompatibilityInput(request.Role, options?.Requires ?? [], from, model, _traffic.ProfileOf(request.Role), shortage);
        var strict = (request.Strict ?? options?.Strict ?? false) && request.Kind != SwapKinds.Rollback; // The way back is never barred.
        warnings.AddRange(Compatibility.Check(input, _estimates, strict));
        return model;
    }

    /// <summary>What the role's requests taught stays the role's. What its player taught is what the new one will be held to.</summary>
    private int Transfer(SwapRequest request, Model model, RoleAssignment? before) =>
        before?.Model is { } old ? _traffic.Carry(request.Role, old, before.Since, model.Id) : 0;

    private async Task<IDisposable?> WarmAsync(string role, Model model, SwapPhases phases, List<SwapWarning> warnings)
    {
        _warming[role] = model.Id;
        StateChanged?.Invoke(role);
        IDisposable? warm = null;
        try
        {
            var odd = await phases.TimeAsync("warm", async () =>
            {
                warm = _host is null ? null : await _host.WarmAsync(role, model, _stopped.Token).ConfigureAwait(false);
                return await _prompt.AskAsync(model, _stopped.Token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (odd is not null)
            {
                warnings.Add(odd);
            }

            return warm;
        }
        catch
        {
            warm?.Dispose();
            throw;
        }
        finally
        {
            _warming.TryRemove(role, out _);
            StateChanged?.Invoke(role);
        }
    }

    private SwapEvent Flip(SwapRequest request, SwapPhases phases, List<SwapWarning> warnings)
    {
        var start = _time.GetTimestamp();
        SwapEvent Complete(SwapEvent swap) => swap with
        {
            Phases = phases.Ended.Append(new SwapPhase("flip", _time.GetElapsedTime(start).TotalMilliseconds)).ToEquatableArray(),
            Warnings = swap.Warnings.Concat(warnings).ToEquatableArray(),
        };
        var step = phases.Time("flip", () => _book.Flip(request, Complete));
        var swap = step.Event with { Phases = phases.Ended.ToEquatableArray() };
        if (step.Changed)
        {
            LogFlipped(swap.Kind, swap.Role, swap.From ?? "nobody", swap.To ?? "nobody", swap.Version);
            _ = FinishAsync(step, swap);
        }

        return swap;
    }

    /// <summary>What follows a flip, while the new player already plays.</summary>
    private async Task FinishAsync(RoleStep step, SwapEvent swap)
    {
        try
        {
            var phases = new SwapPhases(_time);
            var warnings = new[]
            {
                await phases.TimeAsync("drain", () => DrainAsync(step)).ConfigureAwait(false),
                phases.Time("keep", () => _host?.Keep(swap.Role, KeptBy(swap.Role))),
            };
            _book.Completed(swap with
            {
                Phases = swap.Phases.Concat(phases.Ended).ToEquatableArray(),
                Warnings = swap.Warnings.Concat(warnings.OfType<SwapWarning>()).ToEquatableArray(),
            });
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The program ends; the swap itself took effect and is kept.
        }
        catch (Exception e)
        {
            LogUnfinished(e, swap.Id, swap.Role); // Nobody waits for it.
        }
    }

    /// <summary>Who a rollback would bring back, and is therefore kept; of a role that nobody plays nobody is.</summary>
    private Model? KeptBy(string role) =>
        _book.Current.GetValueOrDefault(role) is { Model: not null, Previous: { } previous } ? _catalog.Current.FindModel(previous) : null;

    /// <summary>Waits for the requests that the old player still serves, for as long as one of them may run.</summary>
    private async Task<SwapWarning?> DrainAsync(RoleStep step)
    {
        var old = step.Event.From is { } from ? _catalog.Current.FindModel(from) : null;
        var bound = old?.Deployments.Max(d => d.Policy.RequestTimeout) ?? Models.Configuration.RequestPolicyOptions.BuiltIn.RequestTimeout!.Value;
        var drained = Task.WhenAll(step.Left.Select(s => s.DrainedAsync()));
        if (drained.IsCompletedSuccessfully)
        {
            return null;
        }

        try
        {
            await drained.WaitAsync(bound, _time, _stopped.Token).ConfigureAwait(false);
            await LeaveTheSocketsAsync().ConfigureAwait(false); // It ended with the last of their requests.
            return null;
        }
        catch (TimeoutException)
        {
            return new SwapWarning("drain_timeout", $"'{step.Event.From}' still served {step.Left.Sum(s => s.Serving)} requests after {bound.TotalSeconds:0} s.");
        }
    }

    private SwapException Failed(SwapRequest request, string? target, BatonException e, SwapPhases phases)
    {
        var failed = _book.Failed(request, target, Storable(e.Message), phases.Ended);
        var code = e.Code is ErrorCodes.ModelNotFound or ErrorCodes.NotAllowed or ErrorCodes.Conflict ? e.Code : ErrorCodes.SwapFailed;
        LogFailed(request.Role, target ?? "nobody", e.Message);
        return new SwapException(code, e.Message, failed, e) { Param = e.Param };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind}: '{Role}' passes from {From} to {To}, version {Version}")]
    private partial void LogFlipped(string kind, string role, string from, string to, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Role}' stays as it is: the swap to {Model} failed. {Message}")]
    private partial void LogFailed(string role, string model, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "'{Role}' could not be changed as the configuration says")]
    private partial void LogNotReconfigured(Exception exception, string role);

    [LoggerMessage(Level = LogLevel.Error, Message = "Swap {Swap} of '{Role}' took effect; what follows it failed")]
    private partial void LogUnfinished(Exception exception, string swap, string role);
}
