package dev.evenkeel.registry.exchange;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Keys of ECDSA on the curve P-256, the ones that cosign signs by, in PEM.
public final class CosignKeys {
  private static final long FILE_BYTES_MAX = 64 << 10;
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private CosignKeys() {}

  /// Makes a pair: `NAME.key`, which only its owner can read, and `NAME.pub`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when one of them exists
  public static void create(Path key, Path pub) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, pem(PRIVATE, pair.getPrivate().getEncoded()));
      Files.writeString(
          pub, pem(PUBLIC, pair.getPublic().getEncoded()), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "%s exists; a key is never written over".formatted(e.getFile()),
              "choose another name")
          .asException(e);
    } catch (IOException e) {
      throw Problem.of(Problem.Kind.ENVIRONMENT, "cannot write %s: %s".formatted(key, e), "")
          .asException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot make a key: every Java has P-256", e);
    }
  }

  /// The key to sign by.
  public static PrivateKey signing(Path file) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(content(file, PRIVATE)));
    } catch (GeneralSecurityException e) {
      throw unreadable(file, PRIVATE);
    }
  }

  /// The key to check signatures by.
  public static PublicKey verifying(Path file) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(content(file, PUBLIC)));
    } catch (GeneralSecurityException e) {
      throw unreadable(file, PUBLIC);
    }
  }

  static byte[] sign(PrivateKey key, byte[] payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(payload);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign: every Java has ECDSA", e);
    }
  }

  /// Answers false for bytes that are no signature at all.
  static boolean isSignedBy(PublicKey key, byte[] payload, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initVerify(key);
      signature.update(payload);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String pem(String kind, byte[] content) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
  }

  private static byte[] content(Path file, String kind) {
    try {
      if (!Files.isRegularFile(file)) {
        throw Problem.of(
                Problem.Kind.NOT_FOUND,
                "no key is at " + file,
                "make a pair with: evenkeel key create NAME")
            .asException();
      }
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw unreadable(file, kind);
      }
      String text = Files.readString(file).strip();
      String begin = "-----BEGIN %s-----".formatted(kind);
      String end = "-----END %s-----".formatted(kind);
      if (text.contains("-----BEGIN ENCRYPTED ")) {
        throw encrypted(file);
      }
      if (!text.startsWith(begin) || !text.endsWith(end)) {
        throw unreadable(file, kind);
      }
      return Base64.getMimeDecoder()
          .decode(text.substring(begin.length(), text.length() - end.length()));
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, kind);
    }
  }

  /// cosign writes its keys so by `generate-key-pair` and `import-key-pair`.
  private static RuntimeException encrypted(Path file) {
    return new Problem(
            Problem.Kind.UNSUPPORTED,
            "%s is encrypted with a password, which is not read".formatted(file),
            "",
            "PEM with `BEGIN %s`, of ECDSA on P-256, without a password".formatted(PRIVATE),
            "export without --key, and sign at the registry with: cosign sign --key %s;"
                    .formatted(file.getFileName())
                + " or make a pair with: evenkeel key create NAME")
        .asException();
  }

  private static RuntimeException unreadable(Path file, String kind) {
    return new Problem(
            Problem.Kind.INPUT,
            "%s holds no key that can be used".formatted(file),
            "",
            "PEM with `BEGIN %s`, of ECDSA on P-256, without a password".formatted(kind),
            "make a pair with: evenkeel key create NAME")
        .asException();
  }
}
