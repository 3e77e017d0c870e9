using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Orbital.Infrastructure.Tests.Hosting;

/// <summary>A PFX, without password, that holds a certificate and the private key of another, and says that they belong together: .NET makes none.</summary>
internal static class MixedPfx
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string CertificateBag = "1.2.840.113549.1.12.10.1.3";
    private const string KeyBag = "1.2.840.113549.1.12.10.1.1";
    private const string X509 = "1.2.840.113549.1.9.22.1";
    private const string LocalKeyId = "1.2.840.113549.1.9.21";

    public static byte[] Of(X509Certificate2 certificate, byte[] pkcs8Key)
    {
        var x509 = Sequence(Oid(X509), Tagged(Octets(certificate.RawData)));
        var bags = Sequence(Bag(CertificateBag, x509), Bag(KeyBag, pkcs8Key));
        return Sequence(Written(writer => writer.WriteInteger(3)), Content(Sequence(Content(bags))));
    }

    private static byte[] Bag(string kind, byte[] content) => Sequence(Oid(kind), Tagged(content), Set(Sequence(Oid(LocalKeyId), Set(Octets([1])))));

    private static byte[] Content(byte[] data) => Sequence(Oid(Data), Tagged(Octets(data)));

    private static byte[] Oid(string value) => Written(writer => writer.WriteObjectIdentifier(value));

    private static byte[] Octets(byte[] value) => Written(writer => writer.WriteOctetString(value));

    private static byte[] Tagged(byte[] value) => Sequence(new Asn1Tag(TagClass.ContextSpecific, 0), value);

    private static byte[] Set(byte[] value) => Written(writer =>
    {
        using (writer.PushSetOf())
            writer.WriteEncodedValue(value);
    });

    private static byte[] Sequence(params byte[][] values) => Sequence(Asn1Tag.Sequence, values);

    private static byte[] Sequence(Asn1Tag tag, params byte[][] values) => Written(writer =>
    {
        using (writer.PushSequence(tag))
        {
            foreach (var value in values)
                writer.WriteEncodedValue(value);
        }
    });

    private static byte[] Written(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
