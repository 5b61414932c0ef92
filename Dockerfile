# One file for every image; ./prunescope build comes first.
#   docker build --target service --build-arg MODULE=trainer-service --build-arg NAME=trainer -t prunescope/trainer .
#   docker build --target topics -t prunescope/topics .
# Trainer and metrics for NVIDIA GPUs, after MAVEN_ARGS=-Pcuda ./prunescope build (docs/GPU.md); never built so far:
#   docker build --target service --build-arg DEVICE=gpu --build-arg MODULE=... --build-arg NAME=... -t ... .
ARG DEVICE=cpu

FROM eclipse-temurin:25-jre AS cpu

# libtorch brings the rest of CUDA; DJL finds GPUs by the runtime library that is in this image.
FROM nvidia/cuda:12.8.1-base-ubuntu24.04 AS gpu
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:$PATH \
    PRUNESCOPE_TRAINER_DEVICE=gpu \
    PRUNESCOPE_METRICS_DEVICE=gpu
COPY --from=cpu /opt/java/openjdk /opt/java/openjdk

FROM ${DEVICE} AS base
WORKDIR /prunescope
COPY start-service ./
# jemalloc: see start-service.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libjemalloc2 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home prunescope \
 && mkdir /artifacts /data-sets \
 && chown prunescope /artifacts
USER 10001
ENV QUARKUS_HTTP_HOST=0.0.0.0 \
    QUARKUS_HTTP_PORT=8080 \
    PRUNESCOPE_ARTIFACTS_FOLDER=/artifacts \
    PRUNESCOPE_DATA_SETS_FOLDER=/data-sets

# Makes the topics and ends.
FROM base AS topics
COPY standalone/target/lib lib/
COPY standalone/target/standalone-*.jar lib/
ENTRYPOINT ["java", "-cp", "lib/*", "org.prunescope.standalone.Launcher", "topics"]

# One of the four services.
FROM base AS service
ARG MODULE
ARG NAME
ENV PRUNESCOPE_SERVICE=$NAME
COPY $MODULE/target/quarkus-app service/
EXPOSE 8080
ENTRYPOINT exec ./start-service "$PRUNESCOPE_SERVICE" -jar service/quarkus-run.jar
