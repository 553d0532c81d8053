package dev.evenkeel.serving.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.reflection.v1.ErrorResponse;
import io.grpc.reflection.v1.FileDescriptorResponse;
import io.grpc.reflection.v1.ListServiceResponse;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells tools such as grpcurl which services there are and what their messages look like.
final class Reflection {
  private final ListServiceResponse services;
  private final Map<String, FileDescriptor> byName = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> bySymbol = new HashMap<>();

  /// @param files that describe what is offered; what they import is told, too
  /// @param names of all services, also of those without a file here
  Reflection(List<FileDescriptor> files, List<String> names) {
    files.forEach(this::add);
    ListServiceResponse.Builder list = ListServiceResponse.newBuilder();
    names.forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
    services = list.build();
  }

  private void add(FileDescriptor file) {
    if (byName.putIfAbsent(file.getFullName(), file) != null) {
      return;
    }
    file.getDependencies().forEach(this::add);
    for (ServiceDescriptor service : file.getServices()) {
      bySymbol.put(service.getFullName(), file);
      service.getMethods().forEach(method -> bySymbol.put(method.getFullName(), file));
    }
    file.getMessageTypes().forEach(type -> add(type, file));
    file.getEnumTypes().forEach(type -> bySymbol.put(type.getFullName(), file));
  }

  private void add(Descriptor type, FileDescriptor file) {
    bySymbol.put(type.getFullName(), file);
    type.getNestedTypes().forEach(nested -> add(nested, file));
    type.getEnumTypes().forEach(nested -> bySymbol.put(nested.getFullName(), file));
  }

  ServerReflectionResponse answer(Asked<ServerReflectionRequest> asked) {
    ServerReflectionRequest request = asked.message();
    ServerReflectionResponse.Builder response =
        ServerReflectionResponse.newBuilder()
            .setValidHost(request.getHost())
            .setOriginalRequest(request);
    switch (request.getMessageRequestCase()) {
      case LIST_SERVICES -> response.setListServicesResponse(services);
      case FILE_BY_FILENAME -> put(byName.get(request.getFileByFilename()), response);
      case FILE_CONTAINING_SYMBOL -> put(bySymbol.get(request.getFileContainingSymbol()), response);
      case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE -> put(null, response);
      case MESSAGEREQUEST_NOT_SET ->
          response.setErrorResponse(error(Status.Code.INVALID_ARGUMENT, "nothing was asked"));
    }
    return response.build();
  }

  private static void put(
      @Nullable FileDescriptor file, ServerReflectionResponse.Builder response) {
    if (file == null) {
      response.setErrorResponse(error(Status.Code.NOT_FOUND, "there is no such file or symbol"));
    } else {
      response.setFileDescriptorResponse(
          FileDescriptorResponse.newBuilder()
              .addFileDescriptorProto(file.toProto().toByteString()));
    }
  }

  private static ErrorResponse error(Status.Code code, String words) {
    return ErrorResponse.newBuilder().setErrorCode(code.value()).setErrorMessage(words).build();
  }
}
