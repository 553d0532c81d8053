package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A certificate with its chain, and its private key, as the two files hold them.
// Compared to see whether a file has changed, by the method that does.
@SuppressWarnings("ArrayRecordComponent")
record Pem(byte[] certificate, byte[] key) {
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  static Pem read(NetworkSettings.TlsFiles files) {
    return new Pem(bytes(files.certificate()), bytes(files.key()));
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) <= FILE_BYTES_MAX) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      throw problem("the file cannot be read", file, "a readable file").asException(e);
    }
    throw problem("the file is too long", file, "certificates or a key").asException();
  }

  boolean isSame(Pem other) {
    return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
  }

  List<Certificate> chain(NetworkSettings.TlsFiles files) {
    try {
      List<Certificate> chain =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(certificate)));
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw problem("this is no certificate", files.certificate(), "PEM: the server's first")
          .asException(e);
    }
    throw problem("there is no certificate", files.certificate(), "PEM: the server's first")
        .asException();
  }

  PrivateKey privateKey(NetworkSettings.TlsFiles files, String algorithm) {
    Matcher matcher = KEY.matcher(new String(key, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw problem(
              "there is no private key in the form of PKCS #8",
              files.key(),
              "`-----BEGIN PRIVATE KEY-----`; `openssl pkcs8 -topk8 -nocrypt` makes it")
          .asException();
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw problem("this is not the certificate's key", files.key(), "a key of " + algorithm)
          .asException(e);
    }
  }

  static Problem problem(String what, Path file, String expected) {
    return new Problem(
        Problem.Kind.CONFIGURATION, what, file.toString(), expected, "see docs/operations.md");
  }
}
