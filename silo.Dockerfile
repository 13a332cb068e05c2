# The silo as an image: docker build -f silo.Dockerfile -t mzpanel .
#   docker run --read-only -p 5080:5080 -v mzpanel:/data -e PublicUrl=https://panel.example.org mzpanel
# Stop it with "docker stop -t 35": it drains for up to 30 s. It speaks plain http, for a proxy with TLS before it. The management
# address (metrics, dashboard) stays inside the container unless Management__Urls says otherwise.
# The tests build no images; what they hold is the program that packaging/publish-silo.sh publishes, run as this image runs it:
# without rights, on a file system that can only be read, with the health check below.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK} AS build
ARG TARGETARCH=amd64
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
