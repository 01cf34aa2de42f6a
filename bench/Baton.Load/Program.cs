using Baton.Load;
using Baton.Load.Contenders;
using Baton.Load.Driving;

// One program in three parts, each its own process: what is measured must not share one with what measures.
return args switch
{
    ["bare", .. var rest] => await BareForwarder.RunAsync(rest),
    ["drive", .. var rest] => await Drive.RunAsync(rest),
    ["hold", .. var rest] => await Hold.RunAsync(rest),
    _ => await Comparison.RunAsync(args),
};
