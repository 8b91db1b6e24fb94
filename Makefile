# make lib      the C library: target/capi/libhmacsign.a, libhmacsign.so, libhmacsign.so.0
# make examples the programs in examples-c, as target/capi/examples
# make demo     build it and the programs in examples-c, and run them: sign, verify, read a response, diagnose
# make install  what `make lib` made, under PREFIX (/usr/local): LIBDIR, INCLUDEDIR and DESTDIR are heeded
# make uninstall  takes it away again
# make stacks   sign and verify inside HTTP libraries: every client of the examples against every server
# make test     all tests that need Rust, make and a C compiler
# make check    what must hold before a commit: format, lints, documentation, tests, no panic
# make cli      the command hmacsign, as target/release/hmacsign
# make man      cli/hmacsign.1 from the command's help
# make docs     the reference of Rust in target/doc, and of C and C++ in target/doc-c
# make lint     format, lints and documentation alone
# make header   include/hmacsign.h from src/ffi
# make errors   docs/errors.md from the library's tables
# make abi      tests/abi.txt, the table of the C library's ABI, from the header
# make api      the Rust crate's public API, compared with tests/api.txt; RENEW=1 writes that
# make panics   list the places in the C library that can panic: there should be none
# make cpp      the C++ header with g++ and clang++, C++17 to C++23, and sanitizers
# make valgrind the C tests and examples under valgrind
# make constant-time  no branch and no address depends on a secret: the C library under valgrind, with controls
# make threads  one key that sixteen threads use, under valgrind's helgrind, with a planted race as control
# make sanitize  tests in C and C++ and the examples with gcc and clang, and the library, under the sanitizers
# make fuzz     think up hostile input: SECONDS=60 for each target, TARGET=name for one; RENEW=1 writes tests/corpus
# make coverage which lines and regions of src the tests reach, by cargo-llvm-cov
# make msrv     the tests with the oldest promised Rust, from Debian's packages
# make machines the tests and the C examples on aarch64 and s390x under qemu, on i386, and with musl; ARCH=aarch64 is one alone
# make consumers  install into a temporary folder, and build small projects against it: pkg-config, CMake, Meson, Rust
# make offline  build the C library from vendored crates with the network switched off
# make abidiff OLD=v0.1.0  compare the C library's ABI with that of a revision, by libabigail
# make reproducible  build the C library twice, in unlike surroundings: the same octets, whose digests are printed
# make deny     licences, sources and versions of all crates in Cargo.lock, by cargo-deny; ADVISORIES=1 known faults, too
# make licences LICENSES-THIRD-PARTY, from the crates that are linked into the C library
# make bench    how long signing takes, beside other libraries; writes docs/bench.csv, docs/bench.svg; QUICK=1 a look
# make criterion     how long everything takes, case by case
# make instructions  count instructions, compare with benches/instructions.txt; RENEW=1 writes that
# make footprint     the C library's stack and size
# make bare     examples-c/bare without any library of the system: linked with -nostdlib, and run
# make board    the same for a Cortex-M4, run in qemu
# make defects  plant defects in a copy of the sources, and show which check catches each; DEFECTS='clock' some only
# make mutants  change src in each small way that cargo-mutants knows, and show what no test notices; ONLY='date.rs' some only
# make soak     N rounds (100000000) of random signatures and verifications against OpenSSL and slow twins; SEED=2 others
# make nginx    nginx verifies under load: needs nginx with its Lua module, and wrk
# make clean
#
# CARGO, CC, CXX, AR, LD, NM and OBJCOPY name other tools; CARGO_TARGET_DIR is another folder than target, and
# CARGOFLAGS=--offline is handed to cargo.

CARGO   ?= cargo
NM      ?= nm
OBJCOPY ?= objcopy
CFLAGS  ?= -O2

PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
export PREFIX LIBDIR INCLUDEDIR DESTDIR
export CARGO CC CXX AR LD NM OBJCOPY CARGOFLAGS

# Not TARGET, which `make fuzz` is told.
BUILT    := $(or $(CARGO_TARGET_DIR),target)
OUT      := $(BUILT)/capi
ifneq ($(words $(OUT)),1)
$(error the target folder has white space in its name, which make cannot handle: $(OUT))
endif
EXAMPLES := $(patsubst examples-c/%.c,$(OUT)/examples/%,$(wildcard examples-c/*.c))
WARNINGS := -std=c99 -Wall -Wextra -Wconversion -pedantic
STACKS   := $(patsubst examples-c/stacks/%.c,$(OUT)/stacks/%,$(wildcard examples-c/stacks/*.c))

.PHONY: lib install uninstall demo examples stacks bare board nginx test check cli man docs lint header errors panics cpp valgrind constant-time threads msrv consumers offline licences bench criterion instructions footprint defects mutants soak sanitize fuzz coverage abi api abidiff reproducible deny machines clean

lib:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY)
	@scripts/lib.sh $(OUT)

# Without building, since root may have no cargo: `make lib` comes first.
install uninstall:
	@scripts/install.sh $@ $(OUT)

examples: lib $(EXAMPLES)

$(OUT)/examples/%: examples-c/%.c include/hmacsign.h lib
	@mkdir -p $(@D)
	$(CC) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -Iinclude $< $(OUT)/libhmacsign.a $(LDFLAGS) -o $@

demo: examples
	$(HMACSIGN_EMULATOR) $(OUT)/examples/sign
	$(HMACSIGN_EMULATOR) $(OUT)/examples/verify
	$(HMACSIGN_EMULATOR) $(OUT)/examples/response
	$(HMACSIGN_EMULATOR) $(OUT)/examples/diagnose

$(OUT)/stacks/curl: STACK_NEEDS = curl/curl.h
$(OUT)/stacks/curl: STACK_LIBS = -lcurl
$(OUT)/stacks/microhttpd: STACK_NEEDS = microhttpd.h
$(OUT)/stacks/microhttpd: STACK_LIBS = -lmicrohttpd

$(OUT)/stacks/%: examples-c/stacks/%.c include/hmacsign.h lib
	@scripts/need.sh $(CC) $(STACK_NEEDS)
	@mkdir -p $(@D)
	$(CC) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -Iinclude $< $(OUT)/libhmacsign.a $(LDFLAGS) $(STACK_LIBS) -o $@

stacks: $(STACKS)
	@PATH=$$PATH:/usr/sbin scripts/need.sh cargo $(CC) python3 nginx redis-server
	$(CARGO) build $(CARGOFLAGS) --locked --quiet --release -p hmacsign-hyper
	HMACSIGN_LIBRARY=$(OUT)/libhmacsign.so.0 PYTHONDONTWRITEBYTECODE=1 python3 examples-c/python/test.py
	python3 scripts/stacks.py $(OUT)

test:
	@scripts/need.sh cargo $(CC) $(CXX) $(LD) $(AR) $(NM) $(OBJCOPY)
	$(CARGO) test $(CARGOFLAGS) --all-features
	$(CARGO) test $(CARGOFLAGS) --all-features --release --test hostile

check: test lint panics

lint:
	@scripts/need.sh cargo
	$(CARGO) fmt --check
	$(CARGO) clippy $(CARGOFLAGS) --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(CARGOFLAGS) --all-features --no-deps

cli:
	@scripts/need.sh cargo
	$(CARGO) build $(CARGOFLAGS) --release -p hmacsign-cli

man:
	@scripts/need.sh cargo
	HMACSIGN_WRITE_MAN=1 $(CARGO) test $(CARGOFLAGS) --quiet -p hmacsign-cli --bins the_manual_page_is_current

docs:
	@scripts/need.sh cargo doxygen
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(CARGOFLAGS) --all-features --no-deps
	@mkdir -p $(BUILT)/doc-c
	DOC_C=$(BUILT)/doc-c doxygen docs/Doxyfile

header:
	@scripts/need.sh cargo
	HMACSIGN_WRITE_HEADER=1 $(CARGO) test $(CARGOFLAGS) --quiet --features capi --test header the_header_is_current

errors:
	@scripts/need.sh cargo
	HMACSIGN_WRITE_ERRORS=1 $(CARGO) test $(CARGOFLAGS) --quiet --features capi --test errors the_document_is_current

abi:
	@scripts/need.sh cargo
	HMACSIGN_WRITE_ABI=1 $(CARGO) test $(CARGOFLAGS) --quiet --features capi --test abi the_table_is_current

api:
	@scripts/need.sh cargo cargo-public-api
	@scripts/api.sh $(if $(RENEW),renew)

abidiff:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY) abidiff
	@scripts/abidiff.sh $(OLD)

panics:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY)
	@scripts/panics.sh $(OUT)

cpp: lib
	@scripts/need.sh g++ clang++ $(NM)
	@scripts/cpp.sh $(OUT)

valgrind: examples
	@scripts/need.sh cargo $(CC) valgrind
	HMACSIGN_RUNNER="$(VALGRIND)" $(CARGO) test $(CARGOFLAGS) --features capi --test capi --test examples
	@for example in $(EXAMPLES); do $(VALGRIND) $$example || exit 1; done

constant-time:
	@scripts/need.sh cargo $(CC) $(LD) $(NM) $(OBJCOPY) valgrind valgrind/memcheck.h
	@scripts/constant_time.sh $(OUT)

threads: lib
	@scripts/need.sh $(CC) valgrind
	@scripts/threads.sh $(OUT)

sanitize:
	@scripts/need.sh cargo gcc g++ clang clang++ $(NM)
	@scripts/sanitize.sh $(OUT)

fuzz:
	@scripts/need.sh cargo cargo-fuzz clang $(NM)
	@FUZZ_SECONDS="$(SECONDS)" RENEW="$(RENEW)" scripts/fuzz.sh $(BUILT)/fuzz $(TARGET)

coverage:
	@scripts/need.sh cargo cargo-llvm-cov
	$(CARGO) llvm-cov $(CARGOFLAGS) --all-features --lib --tests --ignore-filename-regex '/(tests|fuzz|\.cargo)/' --summary-only \
		--fail-under-lines 98 --fail-under-regions 98

msrv:
	@scripts/need.sh cargo $(CC)
	scripts/msrv.sh

machines:
	@scripts/machines.sh $(or $(ARCH),aarch64 s390x i386 musl)

consumers: lib
	scripts/consumers.sh

offline:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY) unshare
	scripts/offline.sh

reproducible:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY)
	@scripts/reproducible.sh

# The known faults are a database on the network.
deny:
	@scripts/need.sh cargo cargo-deny
	$(CARGO) deny --locked --workspace check licenses bans sources $(if $(ADVISORIES),advisories)

licences:
	@scripts/need.sh cargo
	scripts/licences.sh >LICENSES-THIRD-PARTY.new
	mv LICENSES-THIRD-PARTY.new LICENSES-THIRD-PARTY

bare: lib
	@scripts/bare.sh $(OUT)/bare

board:
	@scripts/bare.sh $(OUT)/bare board

nginx: lib
	examples-c/nginx/load.sh

bench: lib
	@scripts/need.sh cargo $(CC) $(CXX)
	@QUICK=$(QUICK) HMACSIGN_CAPI="$(abspath $(OUT))" \
	    $(CARGO) run $(CARGOFLAGS) --locked --quiet --release -p peers -- docs

criterion:
	@scripts/need.sh cargo
	$(CARGO) bench $(CARGOFLAGS) --benches

instructions: lib
	@scripts/need.sh cargo $(CC) valgrind
	@scripts/instructions.sh $(OUT) $(if $(RENEW),renew)

footprint: lib
	@scripts/need.sh $(CC)
	@scripts/footprint.sh $(OUT)

soak:
	@scripts/need.sh cargo $(CC) openssl/hmac.h
	@N=$(N) SEED=$(SEED) $(CARGO) run $(CARGOFLAGS) --locked --quiet --release -p soak

defects:
	@scripts/need.sh cargo git python3 $(CC) $(CXX) $(LD) $(AR) $(NM) $(OBJCOPY)
	python3 scripts/defects.py $(BUILT)/defects $(DEFECTS)

mutants:
	@scripts/need.sh cargo cargo-mutants tar $(CC) $(CXX) $(LD) $(AR) $(NM) $(OBJCOPY)
	@$(CARGO) run $(CARGOFLAGS) --locked --quiet -p mutants -- $(BUILT)/mutants '$(ONLY)'

VALGRIND := valgrind --quiet --leak-check=full --error-exitcode=99

clean:
	rm -rf $(OUT)
	$(CARGO) clean
