# The app, then the binary, then nothing but the binary.
FROM node:20-bookworm-slim AS app
WORKDIR /kith/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY backend/api/openapi.yaml /kith/backend/api/openapi.yaml
COPY pwa ./
RUN npm run build

FROM golang:1.26-bookworm AS binary
ENV CGO_ENABLED=0
WORKDIR /kith
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=app /kith/pwa/dist pwa/dist
RUN go build -trimpath -ldflags "-s -w" -o /out/kith ./backend/cmd/kith && mkdir -p /out/data

# Run with a read-only root: docker run --read-only --tmpfs /tmp -v kith:/data -p 8090:8090 kith
FROM scratch
COPY --from=binary /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=binary --chown=65532:65532 /out/data /data
COPY --from=binary /out/kith /kith
USER 65532:65532
VOLUME /data
EXPOSE 8090
HEALTHCHECK --interval=30s --timeout=5s CMD ["/kith", "health", "--addr", "127.0.0.1:8090"]
ENTRYPOINT ["/kith"]
CMD ["serve"]
