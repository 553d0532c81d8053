package dev.evenkeel.plugin;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Contracts that others rely on: files, folders, or what a server has of a dataset.
final class Released {
  private final Path base;
  private final ServedContracts served;

  /// @param base that paths start from
  Released(Path base, ServedContracts served) {
    this.base = base;
    this.served = served;
  }

  /// All of some places, oldest first.
  List<Document> of(List<String> places) {
    List<Document> documents = new ArrayList<>();
    for (String place : places) {
      documents.addAll(of(place));
    }
    documents.sort(Comparator.comparing(Document::version, Released::compare));
    return documents;
  }

  private List<Document> of(String place) {
    if (place.startsWith("http://") || place.startsWith("https://")) {
      return List.of(DocumentReader.read(served.read(place), place, DocumentReader.Mode.TOLERANT));
    }
    Path path = base.resolve(place);
    if (Files.isDirectory(path)) {
      return List.copyOf(ContractFiles.in(path).values());
    }
    if (!Files.exists(path)) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "no released contract is there",
              path.toString(),
              "",
              "put one there, or take it out of `released`")
          .asException();
    }
    return List.of(ContractFiles.read(path));
  }

  /// By the numbers in them: 1.10.0 is newer than 1.9.0.
  private static int compare(String left, String right) {
    return Arrays.compare(numbers(left), numbers(right));
  }

  private static BigInteger[] numbers(String version) {
    return Arrays.stream(version.split("\\D+"))
        .filter(part -> !part.isEmpty())
        .map(BigInteger::new)
        .toArray(BigInteger[]::new);
  }
}
