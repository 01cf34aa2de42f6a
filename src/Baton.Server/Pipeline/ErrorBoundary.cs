using Baton.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Pipeline;

/// <summary>Turns every failure before the first byte into a status with a JSON body (WIRE 7, 8).</summary>
internal sealed partial class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode is 404 or 405 && context.Response.ContentLength is null)
            {
                await NoSuchPath(context).WriteAsync(context, attempted: false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogGone(context.TraceIdentifier); // Nobody is left to be told.
        }
        catch (StreamBrokenException)
        {
            throw; // Ends the body without its last chunk (WIRE 6).
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var error = ErrorMap.Of(e);
            if (error.Status == StatusCodes.Status500InternalServerError)
            {
                LogBug(e, context.Response.Headers["x-request-id"].ToString());
            }

            var record = context.Features.Get<RequestRecord>();
            AnswerHeaders.Write(context.Response.Headers, record, unstreamed: false);
            var waited = record is not null && error.Status is 429 or 503; // As long as it may, so a client need not do so again.
            await error.WriteAsync(context, attempted: record?.Attempts > 0 || waited);
        }
    }

    private static ErrorBody NoSuchPath(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path);
        return context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? new ErrorBody(405, $"{path} does not take {method}.", "invalid_request_error", null, "method_not_allowed")
            : new ErrorBody(404, $"There is no {path} here.", "invalid_request_error", null, ErrorCodes.NotFound);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The caller of {Request} went away")]
    private partial void LogGone(string request);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Request} failed by a bug of Baton")]
    private partial void LogBug(Exception exception, string request);
}
