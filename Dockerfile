# relmap in a container: docker build -t relmap . && docker run --network host -v relmap:/var/lib/relmap relmap
# As it comes it listens on loopback only, hence the host's network. With a configuration of your own that names tokens and a certificate
# (-v your.toml:/etc/relmap/relmap.toml, see docs/running.md) it listens on 0.0.0.0 and takes -p 7171:7171 instead.
FROM debian:12 AS build
WORKDIR /src
COPY . .
RUN apt-get update -q && ./dev package

FROM debian:12
COPY --from=build /src/build/release/relmap_*.deb /tmp/
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends /tmp/relmap_*.deb \
    && rm -rf /var/lib/apt/lists/* /tmp/relmap_*.deb
USER relmap
VOLUME /var/lib/relmap
CMD ["/usr/bin/relmap", "serve", "--config", "/etc/relmap/relmap.toml"]
