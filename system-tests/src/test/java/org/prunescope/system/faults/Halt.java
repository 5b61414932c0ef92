package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodExitEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodExitRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.process.Ports;

/**
 * Stops a service dead when it comes to a {@link HaltPoint}: a debugger attaches to it as it starts
 * and freezes the whole process there. The product knows nothing of it. Frozen, it is killed.
 */
final class Halt {
  private static final Duration ATTACH = Duration.ofSeconds(60);

  private final HaltPoint point;
  private final int port = Ports.free();
  private final CompletableFuture<HaltPoint> reached = new CompletableFuture<>();

  Halt(HaltPoint point) {
    this.point = point;
  }

  /** What the service must find in its environment. */
  Map<String, String> environment() {
    return Map.of(
        "JAVA_TOOL_OPTIONS",
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port);
  }

  /** Attaches to the service, which has been launched and waits for it. */
  void attach() {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(Integer.toString(port));
    VirtualMachine machine =
        await()
            .atMost(ATTACH)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> tryAttach(connector, arguments), found -> found != null);
    ClassPrepareRequest prepare = machine.eventRequestManager().createClassPrepareRequest();
    prepare.addClassFilter(point.className());
    prepare.setSuspendPolicy(EventRequest.SUSPEND_ALL);
    prepare.enable();
    machine.resume();
    Thread.ofPlatform().daemon().name("halt-" + point.name()).start(() -> follow(machine));
  }

  /** Returns when the service has come there and stands still. */
  void awaitReached(Duration atMost) {
    Awaited.get(reached, "halt " + point, atMost);
  }

  private static @Nullable VirtualMachine tryAttach(
      AttachingConnector connector, Map<String, Connector.Argument> arguments) {
    try {
      return connector.attach(arguments);
    } catch (IOException e) {
      return null;
    } catch (IllegalConnectorArgumentsException e) {
      throw new AssertionError(e);
    }
  }

  private void follow(VirtualMachine machine) {
    try {
      while (!reached.isDone()) {
        EventSet events = machine.eventQueue().remove();
        boolean isThere = false;
        for (Event event : events) {
          isThere |= handle(machine, event);
        }
        if (isThere) {
          machine.suspend();
          reached.complete(point);
        } else {
          events.resume();
        }
      }
    } catch (VMDisconnectedException e) {
      reached.completeExceptionally(new AssertionError("ended before " + point, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reached.completeExceptionally(e);
    } catch (RuntimeException e) {
      reached.completeExceptionally(e);
    }
  }

  private boolean handle(VirtualMachine machine, Event event) {
    return switch (event) {
      case ClassPrepareEvent prepared -> {
        watch(machine, prepared.referenceType());
        yield false;
      }
      case BreakpointEvent entered -> true;
      case MethodExitEvent left -> left.method().name().equals(point.method());
      default -> false;
    };
  }

  private void watch(VirtualMachine machine, ReferenceType type) {
    List<Method> methods = type.methodsByName(point.method());
    if (methods.isEmpty()) {
      throw new AssertionError("%s has no method %s".formatted(type.name(), point.method()));
    }
    switch (point.at()) {
      case ENTRY ->
          methods.stream()
              .filter(method -> method.location() != null)
              .forEach(
                  method ->
                      arm(
                          machine
                              .eventRequestManager()
                              .createBreakpointRequest(method.location())));
      case RETURN -> {
        MethodExitRequest exit = machine.eventRequestManager().createMethodExitRequest();
        exit.addClassFilter(type);
        arm(exit);
      }
    }
  }

  /** Only the thread itself waits, until its place is known to be the one that was meant. */
  private static void arm(EventRequest request) {
    request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    request.enable();
  }
}
