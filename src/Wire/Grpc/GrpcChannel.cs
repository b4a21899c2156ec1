using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;

namespace Croupier.Wire.Grpc;

/// <summary>
/// The calling side: unary calls, server streams and streams both ways over HTTP/2 with TLS 1.3, on the framework's own client. A call ends with its answer or with a
/// <see cref="GrpcException"/>; a peer that can't be reached, or is lost, is <see cref="GrpcCode.Unavailable"/>. Nothing is retried here: who calls knows what may be repeated.
/// </summary>
public sealed class GrpcChannel : IDisposable
{
    public const string ContentType = "application/grpc";

    private readonly GrpcChannelOptions options;
    private readonly HttpMessageInvoker http;

    public GrpcChannel(GrpcChannelOptions options)
    {
        this.options = options;
        http = new HttpMessageInvoker(Handler(options));
    }

    public async Task<TAnswer> CallAsync<TAnswer>(string path, IMessage request, MessageParser<TAnswer> parser, TimeSpan deadline, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(deadline);
        try
        {
            using var response = await SendAsync(path, Whole(request), deadline, ending.Token);
            var reader = await ReaderAsync(response, ending.Token);
            var answer = await reader.ReadAsync(parser, ending.Token);
            var end = answer.Message is null ? answer : await reader.ReadAsync(parser, ending.Token);
            ThrowUnlessOk(response, end.Refusal);
            return answer.Message ?? throw Failed(GrpcCode.Internal, "the peer sent no answer");
        }
        catch (Exception lost) when (AsLost(lost, cancellation, ending.Token) is { } refusal)
        {
            throw new GrpcException(refusal, lost);
        }
    }

    /// <summary>Answers as they come. No deadline: a stream is read for as long as its reader wants.</summary>
    public async IAsyncEnumerable<TAnswer> ReadAsync<TAnswer>(
        string path, IMessage request, MessageParser<TAnswer> parser, [EnumeratorCancellation] CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>
    {
        using var response = await OrLost(() => SendAsync(path, Whole(request), null, cancellation), cancellation);
        var reader = await OrLost(() => ReaderAsync(response, cancellation), cancellation);
        while (true)
        {
            var read = await OrLost(() => reader.ReadAsync(parser, cancellation).AsTask(), cancellation);
            if (read.Message is null)
            {
                ThrowUnlessOk(response, read.Refusal);
                yield break;
            }

            yield return read.Message;
        }
    }

    /// <summary>A stream both ways, open once the peer has taken it.</summary>
    public async Task<GrpcDuplexCall<TAnswer>> OpenAsync<TAnswer>(string path, MessageParser<TAnswer> parser, CancellationToken cancellation)
        where TAnswer : class, IMessage<TAnswer>
    {
        var content = new GrpcStreamContent();
        HttpResponseMessage? response = null;
        try
        {
            response = await OrLost(() => SendAsync(path, content, null, cancellation), cancellation);
            var reader = await OrLost(() => ReaderAsync(response, cancellation), cancellation);
            return new GrpcDuplexCall<TAnswer>(content, response, reader, parser);
        }
        catch
        {
            content.Complete();
            response?.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>What the peer's trailers say; an answer that broke off before them, or one that we could not take, is told apart.</summary>
    internal static void ThrowUnlessOk(HttpResponseMessage response, RpcRefusal? ours)
    {
        if (ours is not null)
        {
            throw new GrpcException(ours);
        }

        var trailers = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        if (!int.TryParse(One(trailers, "grpc-status"), out var code))
        {
            throw Failed(GrpcCode.Internal, "the peer ended its answer without a status");
        }

        if (code != 0)
        {
            throw new GrpcException(RpcRefusal.Read((GrpcCode)code, GrpcText.Decode(One(trailers, "grpc-message") ?? ""), Details(trailers)));
        }
    }

    internal static RpcRefusal? AsLost(Exception error, CancellationToken callers, CancellationToken deadlines) => error switch
    {
        OperationCanceledException when callers.IsCancellationRequested => null,
        OperationCanceledException when deadlines.IsCancellationRequested => new RpcRefusal(GrpcCode.DeadlineExceeded, "the peer did not answer in time"),
        OperationCanceledException => new RpcRefusal(GrpcCode.Unavailable, "the peer did not take the connection in time"),
        HttpRequestException or IOException or AuthenticationException => new RpcRefusal(GrpcCode.Unavailable, $"the peer can't be reached: {error.Message}"),
        ObjectDisposedException => new RpcRefusal(GrpcCode.Unavailable, "the connection to the peer was given up"),
        _ => null,
    };

    internal static async Task<T> OrLost<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (Exception lost) when (AsLost(lost, cancellation, CancellationToken.None) is { } refusal)
        {
            throw new GrpcException(refusal, lost);
        }
    }

    private static string? One(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static byte[] Details(HttpResponseHeaders trailers)
    {
        var text = One(trailers, "grpc-status-details-bin") ?? "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var count) ? bytes[..count] : [];
    }

    private static GrpcException Failed(GrpcCode code, string message) => new(new RpcRefusal(code, message));

    private static ByteArrayContent Whole(IMessage request)
    {
        var frame = new ArrayBufferWriter<byte>(256);
        GrpcFrame.Write(frame, request);
        return new ByteArrayContent(frame.WrittenSpan.ToArray());
    }

    private static SocketsHttpHandler Handler(GrpcChannelOptions options)
    {
        var trust = new ServerTrust(options);
        return new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectWithin,
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = options.StreamWindowBytes,
            KeepAlivePingDelay = options.ProveEvery,
            KeepAlivePingTimeout = options.ProveEvery,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                LocalCertificateSelectionCallback = options.Certificate is { } ours ? (_, _, _, _, _) => ours() : null,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => trust.Accepts(certificate, chain, errors),

                // What the framework finds by itself is not asked for; it must not go and fetch anything on the way.
                CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
            },
        };
    }

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent content, TimeSpan? deadline, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (deadline is { } within)
        {
            request.Headers.Add("grpc-timeout", GrpcTimeout.Format(within));
        }

        return await http.SendAsync(request, cancellation);
    }

    private async Task<GrpcFrameReader> ReaderAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType?.StartsWith(ContentType, StringComparison.Ordinal) != true)
        {
            throw Failed(GrpcCode.Unknown, $"the peer answered with HTTP {(int)response.StatusCode}, which is no gRPC");
        }

        return new GrpcFrameReader(PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation)), options.MaxMessageBytes);
    }
}
