namespace Croupier.Wire.Frames;

/// <summary>How a connection writes its messages: JSON in text frames, or protobuf in binary frames. A connection keeps to one.</summary>
public enum FrameKind
{
    Text,
    Binary,
}
