# One image for every entity; docker-compose.yml says which one a container is. Build the jars first: ./vedette build
FROM eclipse-temurin:25-jre

RUN groupadd --system --gid 10001 vedette \
 && useradd --system --uid 10001 --gid vedette --home-dir /var/lib/vedette --shell /usr/sbin/nologin vedette \
 && install -d -o vedette -g vedette -m 0700 /var/lib/vedette /var/lib/vedette-secrets

# Other people's jars change rarely: a layer of their own.
COPY quickstart/target/lib /opt/vedette/lib
COPY quickstart/target/app /opt/vedette/app

USER vedette
WORKDIR /var/lib/vedette
ENV CLASSPATH=/opt/vedette/app/*:/opt/vedette/lib/*
# Half of the container's memory for the heap: Netty and the media libraries live outside of it.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", \
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true"]
