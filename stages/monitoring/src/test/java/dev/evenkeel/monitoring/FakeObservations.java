package dev.evenkeel.monitoring;

import dev.evenkeel.contracts.Frame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Predictions of one month each, added by a test.
final class FakeObservations implements ObservationSource {
  private record Asked(Instant at, String wall, double area, Outcome outcome) {}

  private final List<Asked> asked = new ArrayList<>();

  /// So many identical requests, all answered `entry`, the truth unknown.
  void ask(Instant at, int times, String wall) {
    answer(at, times, wall, new Outcome(1, "entry", Double.NaN, "", Double.NaN));
  }

  void answer(Instant at, int times, String wall, Outcome outcome) {
    for (int number = 0; number < times; number++) {
      asked.add(new Asked(at, wall, number % 97, outcome));
    }
  }

  @Override
  public Frame inputs(String model, Instant from, Instant to) {
    List<Asked> window = window(from, to);
    @Nullable String[] walls = window.stream().map(Asked::wall).toArray(String[]::new);
    double[] areas = window.stream().mapToDouble(Asked::area).toArray();
    return new Frame(
        window.size(), Map.of("wall", new Frame.Texts(walls), "area", new Frame.Numbers(areas)));
  }

  @Override
  public List<Outcome> outcomes(String model, Instant from, Instant to) {
    return window(from, to).stream().map(Asked::outcome).toList();
  }

  private List<Asked> window(Instant from, Instant to) {
    return asked.stream()
        .filter(each -> !each.at().isBefore(from) && each.at().isBefore(to))
        .toList();
  }

  /// What the model was trained on: half brick, half wood.
  static Frame training(Frame.Column answers) {
    int rows = answers.length();
    List<String> walls = new ArrayList<>(Collections.nCopies(rows / 2, "brick"));
    walls.addAll(Collections.nCopies(rows - rows / 2, "wood"));
    double[] areas = new double[rows];
    Arrays.setAll(areas, row -> row % 97);
    return new Frame(
        rows,
        Map.of(
            "wall",
            new Frame.Texts(walls.toArray(new @Nullable String[0])),
            "area",
            new Frame.Numbers(areas),
            Monitoring.PREDICTION,
            answers));
  }
}
