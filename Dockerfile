# The gate and its tools in one image: Node, compiled JavaScript and production dependencies, no shell.
# scripts/image-root.ts runs these very steps into a directory, where no engine is at hand.
ARG NODE=24
FROM node:${NODE}-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
# Types and maps of packages are half of their size, and nothing here reads them.
RUN find node_modules -type f -regex '.*\.\(d\.[cm]?ts\|map\)' -delete
# With --omit=dev it would also leave out what development and production both need.
RUN npm pkg delete devDependencies
RUN npm sbom --sbom-format=cyclonedx > sbom.json
# A random number and the time of day would make every build another one. npm takes the name from the folder.
RUN sed -E -e '/^ +"(serialNumber|timestamp)": /d' -e '0,/"name": "app"/s//"name": "sluice"/' sbom.json > sbom.cdx.json

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts/third-party.ts ./scripts/third-party.ts
RUN npm run --silent build
RUN npm run --silent third-party > THIRD-PARTY.txt

FROM gcr.io/distroless/nodejs${NODE}-debian12:nonroot
WORKDIR /app
COPY package.json LICENSE ./
COPY charts/sluice/crds ./charts/sluice/crds
COPY charts/sluice/net ./charts/sluice/net
COPY charts/manifests ./charts/manifests
COPY --from=modules /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=modules /app/sbom.cdx.json /usr/share/doc/sluice/
COPY --from=build /app/THIRD-PARTY.txt /usr/share/doc/sluice/
ENV NODE_ENV=production
# Without the share the heap may grow to 304 MiB in a container of 256, because V8 never plans for less than 256 by itself.
ENV NODE_OPTIONS="--enable-source-maps --max-semi-space-size=16 --max-old-space-size-percentage=50"
USER 65532:65532
EXPOSE 9443 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "/app/dist/bin/sluice.js", "probe"]
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="Admission gate for Apache Flink on Kubernetes" \
      org.opencontainers.image.source="https://github.com/sluice-dev/sluice" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.documentation="https://github.com/sluice-dev/sluice/blob/main/docs/image.md" \
      org.opencontainers.image.base.name="gcr.io/distroless/nodejs24-debian12:nonroot" \
      org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/bin/sluice.js"]
CMD ["serve"]
