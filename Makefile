# make lib      the C library: target/capi/libhmacsign.a, libhmacsign.so, libhmacsign.so.0
# make demo     build it and the programs in examples-c, and run them: sign, verify, read a response
# make test     all tests that need Rust, make and a C compiler
# make check    what must hold before a commit: format, lints, documentation, tests, no panic
# make lint     format, lints and documentation alone
# make header   include/hmacsign.h from src/ffi
# make panics   list the places in the C library that can panic: there should be none
# make valgrind the C tests and examples under valgrind
# make msrv     the tests with the oldest promised Rust, from Debian's packages
# make bare     examples-c/bare without any library of the system: linked with -nostdlib, and run
# make board    the same for a Cortex-M4, run in qemu
# make nginx    nginx verifies under load: needs nginx with its Lua module, and wrk
# make bench    how long signing takes, beside the bare hash
# make clean
#
# CARGO, CC, CXX, AR, LD, NM and OBJCOPY name other tools; CARGO_TARGET_DIR is another folder than target, and
# CARGOFLAGS=--offline is handed to cargo.

CARGO   ?= cargo
NM      ?= nm
OBJCOPY ?= objcopy
CFLAGS  ?= -O2
export CARGO CC CXX AR LD NM OBJCOPY CARGOFLAGS

TARGET   := $(or $(CARGO_TARGET_DIR),target)
OUT      := $(TARGET)/capi
EXAMPLES := $(patsubst examples-c/%.c,$(OUT)/examples/%,$(wildcard examples-c/*.c))
WARNINGS := -std=c99 -Wall -Wextra -Wconversion -pedantic

.PHONY: lib demo examples test check lint header panics valgrind msrv bare board nginx bench clean

lib:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY)
	@scripts/lib.sh $(OUT)

examples: lib $(EXAMPLES)

$(OUT)/examples/%: examples-c/%.c include/hmacsign.h lib
	@mkdir -p $(@D)
	$(CC) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) -Iinclude $< $(OUT)/libhmacsign.a $(LDFLAGS) -o $@

demo: examples
	$(OUT)/examples/sign
	$(OUT)/examples/verify
	$(OUT)/examples/response

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

header:
	@scripts/need.sh cargo
	HMACSIGN_WRITE_HEADER=1 $(CARGO) test $(CARGOFLAGS) --quiet --features capi --test header the_header_is_current

panics:
	@scripts/need.sh cargo $(CC) $(LD) $(AR) $(NM) $(OBJCOPY)
	@scripts/panics.sh $(OUT)

valgrind: examples
	@scripts/need.sh cargo $(CC) valgrind
	HMACSIGN_RUNNER="$(VALGRIND)" $(CARGO) test $(CARGOFLAGS) --features capi --test capi --test examples
	@for example in $(EXAMPLES); do $(VALGRIND) $$example || exit 1; done

msrv:
	@scripts/need.sh cargo $(CC)
	scripts/msrv.sh

bare: lib
	@scripts/bare.sh $(OUT)/bare

board:
	@scripts/bare.sh $(OUT)/bare board

nginx: lib
	examples-c/nginx/load.sh

bench:
	@scripts/need.sh cargo
	$(CARGO) bench $(CARGOFLAGS) --benches

VALGRIND := valgrind --quiet --leak-check=full --error-exitcode=99

clean:
	rm -rf $(OUT)
	$(CARGO) clean
