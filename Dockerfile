# One file for every image; ./prunescope build comes first.
#   docker build --target service --build-arg MODULE=trainer-service --build-arg NAME=trainer -t prunescope/trainer .
#   docker build --target topics -t prunescope/topics .
FROM eclipse-temurin:25-jre AS base
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
