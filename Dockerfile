# plenary as one static binary in an otherwise empty image: templates and fonts are inside the binary.
#
#   docker build --tag plenary .
#   docker run --rm --network none --user "$(id -u):$(id -g)" --volume "$PWD:/work" plenary build
#
# The binary is linked statically against glibc: it asks for no name and loads no plug-in, which is
# what glibc needs a dynamic linker for. Only the last step is linked so; dependencies are compiled as
# always, and a build without Docker is the same command.

FROM rust:1.95-slim-trixie AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY templates templates
COPY fonts fonts
# The manifest names these targets; they are not built here.
COPY tests/main.rs tests/main.rs
COPY benches benches
RUN cargo rustc --release --locked --bin plenary -- -C target-feature=+crt-static \
 && strip target/release/plenary

FROM scratch
COPY --from=build /src/target/release/plenary /plenary
COPY LICENSE.md LICENSE-APACHE LICENSE-MIT docs/licences.md /licences/
WORKDIR /work
USER 65534:65534
ENTRYPOINT ["/plenary"]
CMD ["--help"]
