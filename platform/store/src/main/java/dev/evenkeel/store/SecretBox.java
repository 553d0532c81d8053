package dev.evenkeel.store;

import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals secrets that the database keeps, so that a copy of the database alone tells none of them.
/// AES-256-GCM, with a key that is a file of the home or is given.
public final class SecretBox {
  private static final String VERSION = "v1:";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  private SecretBox(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /// With a key that is given, as several nodes on one database need it.
  ///
  /// @param key 32 bytes in base64
  public static SecretBox of(String key) {
    return of(key, "the key of secrets");
  }

  private static SecretBox of(String key, String where) {
    try {
      byte[] bytes = Base64.getDecoder().decode(key.strip());
      if (bytes.length == KEY_BYTES) {
        return new SecretBox(bytes);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, without a word of what it is.
    }
    throw new Problem(
            Problem.Kind.CONFIGURATION,
            "the key of secrets cannot be used",
            where,
            "32 bytes in base64",
            "make one with `openssl rand -base64 32`")
        .asException();
  }

  /// With the key in a file, which is made the first time, for its owner only.
  public static SecretBox inFile(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return of(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the key of secrets cannot be read or made",
              file.toString(),
              "a file of this user",
              "check the rights of its folder")
          .asException(e);
    }
  }

  // Under its name only when it is whole: a key that is half written would lose what it sealed.
  private static void make(Path file) throws IOException {
    byte[] bytes = new byte[KEY_BYTES];
    RANDOM.nextBytes(bytes);
    Path made = Files.createTempFile(file.getParent(), "key", ".new", ownerOnly());
    try {
      Files.writeString(made, Base64.getEncoder().encodeToString(bytes));
      Files.move(made, file);
    } catch (FileAlreadyExistsException e) {
      // Somebody else was faster; theirs is the key.
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /// Seals a secret.
  ///
  /// @param owner whose it is: what is sealed for one cannot be opened for another
  public String seal(String owner, String secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, owner)
              .doFinal(secret.getBytes(StandardCharsets.UTF_8));
      byte[] whole =
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return VERSION + Base64.getEncoder().encodeToString(whole);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot seal a secret", e);
    }
  }

  /// What was sealed.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION` when it was sealed by
  ///   another key, for another owner, or was altered
  public String open(String owner, String sealed) {
    try {
      byte[] whole = Base64.getDecoder().decode(sealed.substring(VERSION.length()));
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, nonce, owner)
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
      return new String(opened, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw Problem.of(
              Problem.Kind.CONFIGURATION,
              "a stored secret cannot be opened: it was sealed by another key",
              "give the key that the server had before, or set the secret again")
          .asException(e);
    }
  }

  /// A secret that follows from the key and a name, so that nobody needs to keep it.
  ///
  /// @param purpose what such secrets are for: those of one open nothing of another
  /// @return 64 hexadecimal digits
  public String derive(String purpose, String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      // What ends the one may not pass for the start of the other.
      mac.update((byte) 0xFF);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot derive a secret", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
