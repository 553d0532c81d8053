package dev.evenkeel.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.training.evaluation.Importance.Method;
import dev.evenkeel.training.evaluation.Importance.Share;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class EvaluationReportTest {
  private static final String HOSTILE = "<script>alert('\"&\u0000')</script>";

  private static Evaluation classes() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    int[] truths = new int[300];
    List<double[]> probabilities = new ArrayList<>();
    String[] where = new String[300];
    for (int row = 0; row < 300; row++) {
      truths[row] = random.nextInt(3);
      double[] said = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
      said[truths[row]] += 0.5;
      double sum = Arrays.stream(said).sum();
      probabilities.add(Arrays.stream(said).map(each -> each / sum).toArray());
      where[row] = row % 2 == 0 ? HOSTILE : "b";
    }
    Frame frame = new Frame(300, Map.of(HOSTILE, new Frame.Texts(where)));
    Slicer slicer = new Slicer("accuracy", Evaluations.rightPerRow(truths, probabilities), true, 1);
    return Evaluations.ofClasses(List.of("a", HOSTILE, "c"), truths, probabilities)
        .withSlices(List.of(slicer.cut(frame, List.of(HOSTILE))))
        .withImportance(
            new Importance(Method.MEAN_ABSOLUTE_SHAP, 300, List.of(new Share(HOSTILE, 0.25))));
  }

  private static Document xml(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everyPictureIsAWholeDocumentWithATitle() throws Exception {
    List<Curve> curves = new ArrayList<>(classes().curves());
    curves.addAll(Evaluations.ofQuantity(new double[] {1, 2, 4}, new double[] {1, 3, 3}).curves());
    curves.addAll(Evaluations.ofQuantity(new double[] {1}, new double[] {1}).curves());
    assertThat(curves).extracting(Curve::name).contains(Curve.Name.values());

    for (Curve curve : curves) {
      String svg = Picture.draw(curve);
      Element root = xml(svg).getDocumentElement();

      assertThat(root.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo(curve.title());
      assertThat(root.getElementsByTagName("script").getLength()).isZero();
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }
  }

  @Test
  void foreignTextStaysText() {
    String html = EvaluationReport.write(HOSTILE, HOSTILE, classes());

    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;").doesNotContain("\u0000");
  }

  @Test
  void loadsNothing() {
    String html = EvaluationReport.write("flats", "300 rows", classes());

    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
    assertThat(html).doesNotContain("src=").doesNotContain("href=").contains("default-src 'none'");
    assertThat(html).contains("roc_auc", "Confusion matrix", "mean absolute SHAP value");
  }

  @Test
  void numbersBesideAnAxisAreShort() {
    assertThat(List.of(0.0, 0.25, 0.5, 1.0, -12.4732, 104_800.0, 2.5e-7, 3.2e9))
        .extracting(Markup::tick)
        .containsExactly("0", "0.25", "0.5", "1", "-12.5", "105000", "2.5E-7", "3.2E+9");
  }
}
