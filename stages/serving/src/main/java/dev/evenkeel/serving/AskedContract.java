package dev.evenkeel.serving;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Request;
import dev.evenkeel.models.ContractPin;
import dev.evenkeel.registry.ModelVersion;
import java.util.Optional;

/// The contract that a client was written for, which it may say with each request: a model that was
/// made under another one then refuses in place of answering something else than was asked.
public final class AskedContract {
  /// Holds the digest of the contract's content, as `contracts.lock` and generated records have it.
  public static final String HEADER = "Evenkeel-Contract";

  private AskedContract() {}

  /// Refuses when the version was made under another contract than the client was written for.
  public static void demand(Request request, ModelVersion version) {
    demand(request.header(HEADER).orElse(""), version);
  }

  /// The same of what another protocol carries beside a message.
  ///
  /// @param asked the digest; empty asks for none
  public static void demand(String asked, ModelVersion version) {
    String digest = asked.strip();
    if (digest.isEmpty()) {
      return;
    }
    if (!Digests.isDigest(digest)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no digest of a contract".formatted(Names.abbreviate(digest)),
              HEADER,
              "`sha256:` and 64 hexadecimal digits",
              "take it from contracts.lock or from the generated record's @FromContract")
          .asException();
    }
    Optional<ContractPin> pin = version.description().contract();
    if (pin.map(ContractPin::digest).filter(digest::equals).isPresent()) {
      return;
    }
    throw new Problem(
            Problem.Kind.CONFLICT,
            "the client was written for another contract than %s version %d was made under"
                .formatted(version.model(), version.number()),
            HEADER,
            pin.map(known -> "contract %s, %s".formatted(known, known.digest()))
                .orElse("no contract: this version was registered without one"),
            "generate the client's records from the model's contract, or ask for a version that was made under yours")
        .asException();
  }
}
