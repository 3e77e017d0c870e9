using System.Net;
using System.Net.Http.Headers;

namespace Orbital.Infrastructure.OrderManagement.KitchenClient;

/// <summary>
/// Lets only the answers of gRPC services through. Any other is an exception with its HTTP status: the client would make a gRPC status of it,
/// which could not be told from the word of a kitchen.
/// </summary>
internal sealed class GrpcAnswersHandler(HttpMessageHandler network) : DelegatingHandler(network)
{
    /// <exception cref="HttpRequestException">No answer came, or, with a status, one that is no gRPC.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.Headers.Contains("grpc-status") || (answer.StatusCode == HttpStatusCode.OK && IsGrpc(answer.Content.Headers.ContentType)))
            return answer;
        using (answer)
            throw new HttpRequestException($"HTTP {(int)answer.StatusCode} and no gRPC", null, answer.StatusCode);
    }

    private static bool IsGrpc(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } name && (name == "application/grpc" || name.StartsWith("application/grpc+", StringComparison.Ordinal));
}
