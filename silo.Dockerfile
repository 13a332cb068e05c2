# The silo as an image: docker build -f silo.Dockerfile -t mzpanel .
#   docker run -p 5080:5080 -v mzpanel:/data -e PublicUrl=https://panel.example.org mzpanel
# Stop it with "docker stop -t 35": it drains for up to 30 s. It speaks plain http, for a proxy with TLS before it.
# The tests build no images; what they hold is the program that packaging/publish-silo.sh publishes.
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
ENV Urls=http://0.0.0.0:5080 Storage__DataDirectory=/data
USER $APP_UID
VOLUME /data
EXPOSE 5080
ENTRYPOINT ["dotnet", "/app/MzPanel.Silo.dll"]
