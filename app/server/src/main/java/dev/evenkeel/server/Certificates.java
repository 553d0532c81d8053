package dev.evenkeel.server;

import dev.evenkeel.base.ProblemException;
import io.helidon.common.tls.Tls;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate, read again when its files change. Connections that are open keep the
/// one that they began with; a new pair that is broken is logged, and the old one stays.
final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final long LOOK_NANOS = 2_000_000_000;

  private final NetworkSettings.TlsFiles files;
  private final Current current;
  private Pem seen;
  private int generation;
  private volatile boolean isClosed;

  private Certificates(NetworkSettings.TlsFiles files) {
    this.files = files;
    this.seen = Pem.read(files);
    this.current = new Current(keys(seen));
  }

  static Certificates of(NetworkSettings.TlsFiles files) {
    return new Certificates(files);
  }

  /// TLS 1.2 and 1.3.
  Tls tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {current}, null, null);
      return Tls.builder()
          .sslContext(context)
          .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /// Looks every two seconds whether the files have changed.
  void watch() {
    Thread.ofVirtual()
        .name("certificates")
        .start(() -> {
          while (!isClosed) {
            LockSupport.parkNanos(LOOK_NANOS);
            look();
          }
        });
  }

  private void look() {
    try {
      Pem now = Pem.read(files);
      if (!now.isSame(seen)) {
        seen = now;
        current.replace(keys(now));
        LOG.info("The certificate of {} is in use", files.certificate());
      }
    } catch (ProblemException e) {
      LOG.warn("The certificate stays as it was: {}", e.problem().sentence());
    } catch (RuntimeException e) {
      LOG.warn("The certificate stays as it was", e);
    }
  }

  private X509ExtendedKeyManager keys(Pem pem) {
    List<Certificate> chain = pem.chain(files);
    PrivateKey key = pem.privateKey(files, chain.getFirst().getPublicKey().getAlgorithm());
    try {
      demandPair(key, chain.getFirst());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] nothing = new char[0];
      store.setKeyEntry("server-" + generation++, key, nothing, chain.toArray(new Certificate[0]));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, nothing);
      for (KeyManager manager : factory.getKeyManagers()) {
        if (manager instanceof X509ExtendedKeyManager extended) {
          return extended;
        }
      }
      throw new IllegalStateException("SunX509 makes extended key managers");
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw Pem.problem("this is no key of the certificate", files.key(), "the pair of both files")
          .asException(e);
    }
  }

  private void demandPair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] words = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(words);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(words);
    if (!signature.verify(signed)) {
      throw Pem.problem("this is not the key of the certificate", files.key(), "their pair")
          .asException();
    }
  }

  @Override
  public void close() {
    isClosed = true;
  }

  /// Answers with the newest pair, and for handshakes under way with the one before.
  private static final class Current extends X509ExtendedKeyManager {
    private volatile X509ExtendedKeyManager newest;
    private volatile X509ExtendedKeyManager before;

    Current(X509ExtendedKeyManager first) {
      newest = first;
      before = first;
    }

    void replace(X509ExtendedKeyManager next) {
      before = newest;
      newest = next;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal[] issuers, SSLEngine engine) {
      return newest.chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return newest.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      X509Certificate[] chain = newest.getCertificateChain(alias);
      return chain == null ? before.getCertificateChain(alias) : chain;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      PrivateKey key = newest.getPrivateKey(alias);
      return key == null ? before.getPrivateKey(alias) : key;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
      return newest.getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
