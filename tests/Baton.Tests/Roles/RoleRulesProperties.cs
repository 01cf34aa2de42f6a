using Baton.Roles;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Roles;

/// <summary>Random sequences of everything that may be asked of a role, against what must hold after each.</summary>
public sealed class RoleRulesProperties
{
    private static readonly string[] Models = ["a", "b", "c"];

    private static readonly string[] Kinds =
        [SwapKinds.Load, SwapKinds.Swap, SwapKinds.Rollback, SwapKinds.Unload, SwapKinds.Auto, SwapKinds.Canary, SwapKinds.Configuration];

    private static Gen<SwapRequest> Requests =>
        from kind in Gen.Elements(Kinds)
        from model in Gen.Elements(Models)
        from percent in Gen.Elements<double?>(null, 10, 100)
        from none in Gen.Elements(true, false)
        select new SwapRequest("r", kind, kind is SwapKinds.Rollback or SwapKinds.Unload || (kind == SwapKinds.Configuration && none) ? null : model)
        {
            CanaryPercent = kind is SwapKinds.Canary ? percent ?? 5 : kind == SwapKinds.Swap ? percent : null,
            By = kind is SwapKinds.Auto or SwapKinds.Canary or SwapKinds.Configuration ? kind : "api",
        };

    [Fact]
    public void Whatever_is_asked_in_whatever_order_the_rules_hold() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Requests.ListOf().ToArbitrary(), requests => Play(requests)));

    private static void Play(IEnumerable<SwapRequest> requests)
    {
        RoleAssignment? role = null;
        var now = DateTimeOffset.UnixEpoch;
        var effective = 0;
        foreach (var request in requests)
        {
            now += TimeSpan.FromSeconds(1);
            RoleStep step;
            try
            {
                step = RoleRules.Decide(role, request, stays: true, now, $"s{effective}");
            }
            catch (BatonException e)
            {
                e.Code.ShouldBeOneOf(ErrorCodes.NotFound, ErrorCodes.Conflict, ErrorCodes.RoleEmpty);
                continue; // Refused: the state is what it was, since it is immutable.
            }

            if (step.Changed)
            {
                effective++;
                Changed(role, step, request);
            }
            else
            {
                step.After.ShouldBe(role);
                step.Event.Warnings.ShouldHaveSingleItem().Code.ShouldBe("already_playing");
            }

            role = step.After;
            role!.Version.ShouldBe(effective);
            role.History.Length.ShouldBe(effective);
            role.Previous.ShouldNotBe(role.Model ?? "");
            role.Canary?.Model.ShouldNotBe(role.Model);
        }
    }

    private static void Changed(RoleAssignment? before, RoleStep step, SwapRequest request)
    {
        var (after, swap) = (step.After!, step.Event);
        swap.Version.ShouldBe((before?.Version ?? 0) + 1);
        after.History[^1].ShouldBe(swap);
        swap.RollbackAvailable.ShouldBe(after.Previous is not null || after.Canary is not null);
        if (swap.Kind == SwapKinds.Canary && after.Canary is { } canary)
        {
            after.Model.ShouldBe(before!.Model); // A trial replaces nobody.
            (canary.Model, canary.Percent).ShouldBe((swap.To!, request.CanaryPercent!.Value));
            step.Left.ShouldNotContain(after.Stint);
            return;
        }

        after.Canary.ShouldBeNull();
        after.Model.ShouldBe(swap.To);
        if (before?.Model == after.Model)
        {
            (before?.Canary is not null || after.Model is null).ShouldBeTrue(); // A role whose model stays is changed by the end of a trial alone.
            return;
        }

        swap.From.ShouldBe(before?.Model);
        step.Left.ShouldNotContain(after.Stint);
        if (before is not null)
        {
            step.Left.ShouldContain(before.Stint);
        }

        if (before?.Model is { } left)
        {
            after.Previous.ShouldBe(left); // One step back is the one just left, after a rollback too.
        }
    }
}
