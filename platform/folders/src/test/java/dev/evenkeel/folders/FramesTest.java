package dev.evenkeel.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Contents in frames come out as they went in, and what is no such thing is refused.
class FramesTest {
  private static byte[] framed(ByteBuffer used, List<byte[]> contents) throws IOException {
    long bytes = contents.stream().mapToLong(content -> content.length).sum();
    ByteBuffer frames = Frames.begin(used, contents.size(), bytes);
    for (byte[] content : contents) {
      FolderFile file = new FolderFile("a", Digests.of(content), content.length);
      Frames.add(frames, FoundFile.holding(file, content, 0));
    }
    Frames.end(frames);
    frames.flip();
    byte[] framed = new byte[frames.remaining()];
    frames.get(framed);
    return framed;
  }

  private static byte[] framed(List<byte[]> contents) throws IOException {
    return framed(ByteBuffer.allocate(0), contents);
  }

  private static List<byte[]> some() {
    Random random = new Random(7);
    List<byte[]> some = new ArrayList<>();
    for (int size : new int[] {0, 1, 40, 3_000, 200_000, 0}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      some.add(content);
    }
    return some;
  }

  @Test
  void givesEachContentWithItsDigest() throws IOException {
    Map<String, byte[]> got = new LinkedHashMap<>();
    Frames.read(
        new ByteArrayInputStream(framed(some())),
        (digest, size, content) -> {
          byte[] bytes = content.readAllBytes();
          assertThat(bytes).hasSize((int) size);
          got.put(digest, bytes);
        });
    assertThat(got.keySet())
        .containsExactlyElementsOf(some().stream().map(Digests::of).distinct().toList());
    got.forEach((digest, content) -> assertThat(Digests.of(content)).isEqualTo(digest));
  }

  @Test
  void goesOnBehindAContentThatNobodyRead() throws IOException {
    List<String> digests = new ArrayList<>();
    Frames.read(new ByteArrayInputStream(framed(some())), (digest, _, _) -> digests.add(digest));
    assertThat(digests).containsExactlyElementsOf(some().stream().map(Digests::of).toList());
  }

  @Test
  void memoryThatIsUsedAgainLeavesNothingBehind() throws IOException {
    ByteBuffer used = ByteBuffer.allocate(1 << 20);
    framed(used, some());
    byte[] small = {1, 2, 3};
    assertThat(framed(used, List.of(small))).isEqualTo(framed(List.of(small)));
  }

  @Test
  void whatBreaksOffAnywhereIsRefused() throws IOException {
    byte[] whole = framed(List.of(new byte[] {1, 2, 3}, new byte[100]));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class,
              () -> Frames.read(new ByteArrayInputStream(part), (_, _, in) -> in.readAllBytes()));
      assertThat(refused).as("%d bytes", length).isNotNull();
      assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.MALFORMED);
    }
  }

  @Test
  void whatIsNoFrameIsRefused() throws IOException {
    byte[] whole = framed(List.of(new byte[] {1, 2, 3}));
    byte[] more = Arrays.copyOf(whole, whole.length + 1);
    byte[] negative = whole.clone();
    negative[40] = (byte) 0x80;
    byte[] huge = whole.clone();
    huge[40] = 0x7f;
    byte[] other = whole.clone();
    other[0] = 'X';
    for (byte[] wrong : List.of(more, negative, huge, other)) {
      assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(wrong), (_, _, _) -> {}))
          .isInstanceOf(ProblemException.class);
    }
  }
}
