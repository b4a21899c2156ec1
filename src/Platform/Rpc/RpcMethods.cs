using Croupier.Wire.Grpc;
using Google.Protobuf;

namespace Croupier.Platform.Rpc;

/// <summary>
/// What can be called, by path (<c>/package.Service/Method</c>), and by whom: <paramref name="gate"/> says why a peer may not call a method. All three shapes are one
/// underneath: messages in, messages out, and how it ended.
/// </summary>
internal sealed class RpcMethods(Func<RpcPeer, string, RpcRefusal?>? gate = null)
{
    private readonly Dictionary<string, RpcMethod> methods = [];

    public IEnumerable<string> Paths => methods.Keys;

    /// <summary>Asked before anything of a call is read.</summary>
    public RpcRefusal? WhyNot(RpcPeer peer, RpcMethod method) => gate?.Invoke(peer, method.Path);

    public RpcMethod? Find(string path) => methods.GetValueOrDefault(path);

    public void Unary<TRequest, TAnswer>(string path, MessageParser<TRequest> parser, Func<TRequest, RpcCall, Task<RpcAnswer<TAnswer>>> handler)
        where TRequest : class, IMessage<TRequest>
        where TAnswer : class, IMessage<TAnswer> =>
        Add(path, isStream: false, async (reader, writer, call) =>
        {
            var (request, refusal) = await OneAsync(reader, parser, call);
            if (request is null)
            {
                return refusal;
            }

            var answer = await handler(request, call);
            if (answer.Message is { } message)
            {
                writer.Write(message);
            }

            return answer.Refusal;
        });

    public void ServerStream<TRequest>(string path, MessageParser<TRequest> parser, Func<TRequest, RpcWriter, RpcCall, Task<RpcRefusal?>> handler)
        where TRequest : class, IMessage<TRequest> =>
        Add(path, isStream: true, async (reader, writer, call) =>
        {
            var (request, refusal) = await OneAsync(reader, parser, call);
            return request is null ? refusal : await handler(request, writer, call);
        });

    public void Duplex(string path, Func<GrpcFrameReader, RpcWriter, RpcCall, Task<RpcRefusal?>> handler) => Add(path, isStream: true, handler);

    // Read to the end of the request, so that the stream closes without a reset.
    private static async Task<(TRequest? Request, RpcRefusal? Refusal)> OneAsync<TRequest>(GrpcFrameReader reader, MessageParser<TRequest> parser, RpcCall call)
        where TRequest : class, IMessage<TRequest>
    {
        var first = await reader.ReadAsync(parser, call.Over);
        if (first.Message is null)
        {
            return (null, first.Refusal ?? new RpcRefusal(GrpcCode.InvalidArgument, "the call has no request"));
        }

        var second = await reader.ReadAsync(parser, call.Over);
        return second.IsEnd ? (first.Message, null) : (null, second.Refusal ?? new RpcRefusal(GrpcCode.InvalidArgument, "the call has more than one request"));
    }

    private void Add(string path, bool isStream, Func<GrpcFrameReader, RpcWriter, RpcCall, Task<RpcRefusal?>> run) =>
        methods.Add(path, new RpcMethod(path, path[(path.LastIndexOf('/') + 1)..], isStream, run));
}

internal sealed record RpcMethod(string Path, string Name, bool IsStream, Func<GrpcFrameReader, RpcWriter, RpcCall, Task<RpcRefusal?>> Run);
