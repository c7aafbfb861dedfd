# An image of Terrace. docs/OPERATIONS.md says how to run it.
#
# BASE is a Debian or Ubuntu image. Node comes from it, or from the npm registry as in `npm run setup`; git and what else is missing
# come from its package archive.
ARG BASE=docker.io/library/node:24-bookworm-slim

FROM ${BASE} AS build
RUN command -v npm > /dev/null || { apt-get update && apt-get install -y --no-install-recommends npm; }
WORKDIR /opt/terrace
COPY . .
# The program holds its packages, so that only their licences stay, and a Node that was fetched.
RUN npm run setup -- --production \
    && mkdir licenses \
    && find node_modules -maxdepth 3 \( -iname 'licen[cs]e*' -o -iname 'notice*' \) -exec cp --parents -t licenses {} + \
    && rm -rf node_modules scripts package-lock.json server/bin server/build server/src web/build web/public web/src .node/node_modules/npm .node/node_modules/.bin

FROM ${BASE}
RUN set -eu; \
    missing=; \
    for need in git:git ssh:openssh-client tini:tini update-ca-certificates:ca-certificates; do \
      command -v "${need%:*}" > /dev/null || missing="$missing ${need#*:}"; \
    done; \
    if [ -n "$missing" ]; then \
      apt-get update; \
      DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; \
      rm -rf /var/lib/apt/lists/* /var/cache/apt/*; \
    fi; \
    groupadd --gid 10001 terrace; \
    useradd --uid 10001 --gid terrace --home-dir /data --no-create-home --shell /usr/sbin/nologin terrace; \
    install -d -o terrace -g terrace -m 700 /data
COPY --from=build /opt/terrace /opt/terrace
ENV PATH=/opt/terrace/server/dist:$PATH \
    HOME=/data \
    TERRACE_DATA_DIR=/data \
    TERRACE_LISTEN=:8080
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8080
# SIGTERM drains. tini passes it on, and takes care of what git leaves behind.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["terrace", "health"]
ENTRYPOINT ["tini", "--", "terrace"]
CMD ["serve"]
