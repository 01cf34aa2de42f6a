using Baton.Residency;
using Baton.Residency.Decisions;
using FsCheck;
using FsCheck.Fluent;

namespace Baton.Tests.Residency;

public sealed class ResidencyProperties
{
    private const int Models = 4;

    private static readonly Gen<ResidentSettings> Settings =
        from bytes in Gen.Choose(1, (int)ResidencyWorld.Limit)
        from priority in Gen.Choose(-1, 1)
        from keepAlive in Gen.Elements(0.0, 3, 600)
        select ResidencyWorld.Sized(bytes, priority, keepAlive: keepAlive);

    private static readonly Gen<(int What, int Model, double Seconds)> Steps =
        from what in Gen.Frequency((8, Gen.Constant(0)), (8, Gen.Constant(1)), (8, Gen.Constant(2)), (2, Gen.Constant(3)), (1, Gen.Constant(4)), (1, Gen.Constant(5)), (2, Gen.Constant(6)), (2, Gen.Constant(7)), (1, Gen.Constant(8)), (4, Gen.Constant(9)))
        from model in Gen.Choose(0, Models - 1)
        from seconds in Gen.Elements(0.1, 1, 4, 11, 40)
        select (what, model, seconds);

    /// <summary>The world itself checks the limit, the holds, and that each request is answered once; here also that all are.</summary>
    [Fact]
    public void However_events_interleave_the_rules_hold_and_everybody_is_served_in_the_end() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            (from settings in Settings.ArrayOf(Models) from steps in Steps.ListOf(60) select (settings, steps)).ToArbitrary(),
            run =>
            {
                var world = new ResidencyWorld(run.settings);
                foreach (var (what, model, seconds) in run.steps)
                {
                    Step(world, what, model, seconds);
                }

                for (var round = 0; round < 60 && world.Waiting > 0; round++)
                {
                    for (var model = 0; model < Models; model++)
                    {
                        world.Process(model);
                        while (world[model].Holds > 0)
                        {
                            world.Release(model);
                        }
                    }

                    world.Wait(1);
                }

                world.Waiting.ShouldBe(0, $"somebody waits for ever at {world.Now}: {string.Join(Environment.NewLine, world.State.Residents.Values)}");
            }));

    /// <summary>Two models that exclude one another, both asked without a pause: nobody waits longer than max_wait and the answers that run.</summary>
    [Fact]
    public void Callers_that_alternate_wait_for_no_longer_than_the_bound() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(
            Gen.Choose(0, 1).ListOf(300).ToArbitrary(),
            turns =>
            {
                var world = new ResidencyWorld(ResidencyWorld.Sized(6), ResidencyWorld.Sized(6));
                var longest = TimeSpan.Zero;
                foreach (var model in turns)
                {
                    world.Request(model);
                    world.Wait(0.5);
                    for (var i = 0; i < 2; i++)
                    {
                        world.Process(i);
                        world.Release(i);
                        longest = world[i].Waiting is [var oldest, ..] && world.Now - oldest.Since > longest ? world.Now - oldest.Since : longest;
                    }
                }

                // An answer takes half a second a turn here, and those that ran when the bound was reached end first.
                longest.ShouldBeLessThan(TimeSpan.FromSeconds(10 + 11));
            }));

    private static void Step(ResidencyWorld world, int what, int model, double seconds)
    {
        switch (what)
        {
            case 0:
                world.Request(model);
                break;
            case 1:
                world.Release(model);
                break;
            case 2:
                world.Process(model);
                break;
            case 3:
                world.GiveUp(model);
                break;
            case 4:
                world.Crash(model);
                break;
            case 5:
                world.Unload(model);
                break;
            case 6:
                world.Stand((model, Standing.Plays), ((model + 1) % Models, Standing.Kept));
                break;
            case 7:
                world.See(model - 2);
                break;
            case 8:
                world.ChangeGraphics();
                break;
            default:
                world.Wait(seconds);
                break;
        }
    }
}
