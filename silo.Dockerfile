# The silo as an image, with the agents for all platforms, which it hands out: docker build -f silo.Dockerfile -t mzpanel .
#   docker run --read-only -p 5080:5080 -v mzpanel:/data -e PublicUrl=https://panel.example.org mzpanel
# Stop it with "docker stop -t 35": it drains for up to 30 s. It speaks plain http, for a proxy with TLS before it. The management
# address (metrics, dashboard) stays inside the container unless Management__Urls says otherwise.
# The tests build no images; what they hold is the program that packaging/publish-silo.sh publishes, run as this image runs it:
# without rights, on a file system that can only be read, with the health check below.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0
ARG NODE=node:22-bookworm-slim

# The dashboard is built with it, and is part of what publish-silo.sh publishes.
FROM ${NODE} AS node

# An agent runs with the glibc it was linked with, or a newer one: so it is linked on an old system.
ARG OLDEST=debian:bookworm-slim

FROM ${SDK} AS sdk

FROM ${OLDEST} AS build
ARG TARGETARCH=amd64
ENV DOTNET_ROOT=/usr/share/dotnet PATH=/usr/share/dotnet:$PATH DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
RUN case "$(dpkg --print-architecture)" in amd64) other="gcc-aarch64-linux-gnu libc6-dev-arm64-cross" ;; arm64) other="gcc-x86-64-linux-gnu libc6-dev-amd64-cross" ;; esac \
    && apt-get update && apt-get install -y --no-install-recommends ca-certificates libssl3 clang lld zlib1g-dev $other && rm -rf /var/lib/apt/lists/*
COPY --from=node /usr/local/bin /usr/local/bin
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
WORKDIR /src
COPY . .
RUN case "$TARGETARCH" in amd64) platform=linux-x64 ;; arm64) platform=linux-arm64 ;; *) exit 1 ;; esac \
    && packaging/publish-silo.sh /out "$platform" && install -d -m 0700 /empty

FROM ${RUNTIME}
COPY --from=build /out /app
# APP_UID: the user without rights that the runtime's image brings.
COPY --from=build --chown=$APP_UID:$APP_UID /empty /data
# The runtime's debugging sockets would need a /tmp to write to.
ENV Urls=http://0.0.0.0:5080 Management__Urls=http://127.0.0.1:5081 Storage__DataDirectory=/data DOTNET_EnableDiagnostics=0
USER $APP_UID
WORKDIR /data
VOLUME /data
EXPOSE 5080
# The image has no curl. Alive, not ready: a database that is away is no reason to end the silo.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5081 && printf 'GET /healthz/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["dotnet", "/app/MzPanel.Silo.dll"]
