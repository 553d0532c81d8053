package dev.evenkeel.automation;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Traffic over HTTP/1.1 to a running Evenkeel.
public final class HttpTraffic implements Traffic, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /// @param address of the server, such as `http://127.0.0.1:8080`
  public HttpTraffic(URI address) {
    this.address = address;
  }

  @Override
  public Answer predict(String model, String key, Map<String, @Nullable Object> inputs) {
    HttpRequest request =
        post("/v1/models/" + model + ":predict", Map.of("instances", List.of(inputs)))
            .header("Idempotency-Key", key)
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      JsonNode body = Json.mapper().readTree(response.body());
      if (response.statusCode() == 200) {
        return new Answer.Predicted(body.at("/predictions/0/predictionId").asString());
      }
      String why = response.statusCode() + " " + body.path("detail").asString("");
      return response.statusCode() == 422 ? new Answer.Refused(why) : new Answer.Failed(why);
    } catch (IOException | JacksonException e) {
      return new Answer.Failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failed("interrupted");
    }
  }

  @Override
  public String tell(String predictionId, Object truth) {
    HttpRequest request =
        post("/api/v1/predictions/" + predictionId + "/feedback", Map.of("truth", truth)).build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() / 100 == 2
          ? ""
          : response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private HttpRequest.Builder post(String path, Object body) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Json.write(body)));
  }
}
