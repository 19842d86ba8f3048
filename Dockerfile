# Stage 1 installs into a virtual environment; stage 2 carries only that.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/factionwatch
WORKDIR /src
COPY requirements.txt ./
RUN /opt/factionwatch/bin/pip install --require-hashes -r requirements.txt
COPY . .
RUN /opt/factionwatch/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin factionwatch \
    && install -d -o factionwatch -g factionwatch -m 0750 /data
COPY --from=build /opt/factionwatch /opt/factionwatch
ENV PATH=/opt/factionwatch/bin:$PATH PYTHONUNBUFFERED=1 FACTIONWATCH_DB=/data/factionwatch.db
USER factionwatch
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# `run` writes a heartbeat to the store every 30 s; this reads it.
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["factionwatch", "check", "--alive"]
ENTRYPOINT ["factionwatch"]
CMD ["run"]
