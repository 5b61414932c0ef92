# Every image of Prunescope is a target of this one file; it needs nothing but Docker, no JDK and no build before:
#   docker build --target trainer -t prunescope/trainer:0.1.0 .
# Targets: gateway, pruner, trainer, metrics; topics, which makes the topics and ends.
# Trainer and metrics for NVIDIA GPUs, beside the others (docs/GPU.md):
#   docker build --target trainer --build-arg DEVICE=gpu -t prunescope/trainer-gpu:0.1.0 .
# They run as user 10001, write to /tmp alone (a folder of artifacts apart) and fetch nothing at the start.
ARG DEVICE=cpu
ARG JAVA=25.0.3_9

FROM eclipse-temurin:${JAVA}-jdk-noble AS build
ARG DEVICE
WORKDIR /source
COPY . .
# Maven's downloads stay between builds, in the builder and not in the image.
RUN --mount=type=cache,target=/root/.m2 \
    if [ "$DEVICE" = gpu ]; then export MAVEN_ARGS=-Pcuda; fi; ./prunescope build
# What DJL would unpack from its libraries at each start.
RUN docker/unpack-libtorch trainer-service/target/quarkus-app/lib/main /djl

FROM eclipse-temurin:${JAVA}-jre-noble AS cpu

# libtorch brings the rest of CUDA; DJL finds GPUs by the runtime library that is in this image.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04 AS gpu
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:$PATH
COPY --from=cpu /opt/java/openjdk /opt/java/openjdk

FROM ${DEVICE} AS base
WORKDIR /prunescope
# jemalloc: see start-service; curl: what a container is asked by whether it is well. The folder is where a volume of
# that name finds its owner.
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl libjemalloc2 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --home-dir /tmp --no-create-home prunescope \
 && install -d -o prunescope /artifacts
COPY start-service ./
USER 10001
ENV HOME=/tmp

FROM base AS topics
COPY --from=build /source/standalone/target/lib lib/
COPY --from=build /source/standalone/target/standalone-*.jar lib/
ENTRYPOINT ["java", "-Xmx128m", "-cp", "lib/*", "org.prunescope.standalone.Launcher", "topics"]

FROM base AS service
ENV QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=8080
EXPOSE 8080

FROM service AS gateway
COPY --from=build /source/gateway/target/quarkus-app service/
ENTRYPOINT ["./start-service", "gateway", "-jar", "service/quarkus-run.jar"]

FROM service AS pruner
COPY --from=build /source/pruner-service/target/quarkus-app service/
ENTRYPOINT ["./start-service", "pruner", "-jar", "service/quarkus-run.jar"]

FROM service AS libtorch
ENV DJL_CACHE_DIR=/prunescope/djl
COPY --from=build /djl djl/

FROM libtorch AS trainer
COPY --from=build /source/trainer-service/target/quarkus-app service/
ENTRYPOINT ["./start-service", "trainer", "-jar", "service/quarkus-run.jar"]

FROM libtorch AS metrics
COPY --from=build /source/metrics-service/target/quarkus-app service/
ENTRYPOINT ["./start-service", "metrics", "-jar", "service/quarkus-run.jar"]
