using ProtoBuf;

// Level 300 sends Guid and decimal as strings and DateTime as google.protobuf.Timestamp: what other languages expect.
[module: CompatibilityLevel(CompatibilityLevel.Level300)]
