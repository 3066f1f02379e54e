import java.util.*;

/** A certificate that says what it is told to say. */
class CertStub extends java.security.cert.X509Certificate {
    final javax.security.auth.x500.X500Principal subject;
    Collection<List<?>> san;

    CertStub(javax.security.auth.x500.X500Principal s) {
        subject = s;
    }

    static CertStub make(javax.security.auth.x500.X500Principal s) {
        return new CertStub(s);
    }

    public javax.security.auth.x500.X500Principal getSubjectX500Principal() {
        return subject;
    }

    public Collection<List<?>> getSubjectAlternativeNames() {
        return san;
    }

    public void checkValidity() {}

    public void checkValidity(Date d) {}

    public int getVersion() {
        return 3;
    }

    public java.math.BigInteger getSerialNumber() {
        return java.math.BigInteger.ONE;
    }

    public java.security.Principal getIssuerDN() {
        return subject;
    }

    public java.security.Principal getSubjectDN() {
        return subject;
    }

    public Date getNotBefore() {
        return null;
    }

    public Date getNotAfter() {
        return null;
    }

    public byte[] getTBSCertificate() {
        return null;
    }

    public byte[] getSignature() {
        return null;
    }

    public String getSigAlgName() {
        return "";
    }

    public String getSigAlgOID() {
        return "";
    }

    public byte[] getSigAlgParams() {
        return null;
    }

    public boolean[] getIssuerUniqueID() {
        return null;
    }

    public boolean[] getSubjectUniqueID() {
        return null;
    }

    public boolean[] getKeyUsage() {
        return null;
    }

    public int getBasicConstraints() {
        return -1;
    }

    public byte[] getEncoded() {
        return new byte[0];
    }

    public void verify(java.security.PublicKey k) {}

    public void verify(java.security.PublicKey k, String s) {}

    public String toString() {
        return "stub";
    }

    public java.security.PublicKey getPublicKey() {
        return null;
    }

    public boolean hasUnsupportedCriticalExtension() {
        return false;
    }

    public Set<String> getCriticalExtensionOIDs() {
        return null;
    }

    public Set<String> getNonCriticalExtensionOIDs() {
        return null;
    }

    public byte[] getExtensionValue(String o) {
        return null;
    }
}
