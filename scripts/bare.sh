#!/bin/sh
# bare.sh FOLDER [board]: link examples-c/bare without any library of the system, and run it: here, or with `board` for a
# Cortex-M4 in qemu (needs: rustup target add thumbv7em-none-eabi; clang; qemu-system-arm).
set -eu
out=$1
mkdir -p "$out"
warnings="-std=gnu11 -Os -Wall -Wextra -Wconversion -Werror -ffreestanding -fno-stack-protector"
if [ "${2:-}" = board ]; then
    scripts/need.sh cargo clang qemu-system-arm
    target=thumbv7em-none-eabi
    linker=$(find "$(rustc --print sysroot)" -path '*gcc-ld/ld.lld' | head -n 1)
    test -n "$linker" || { echo "bare: this Rust brings no ld.lld" >&2; exit 1; }
    ${CARGO:-cargo} rustc ${CARGOFLAGS:-} --locked --quiet --release --lib --features capi --target $target \
        --crate-type staticlib --target-dir "${CARGO_TARGET_DIR:-target}" -- --cfg hmacsign_c_library
    clang --target=$target -mcpu=cortex-m4 -mfloat-abi=soft $warnings -ffunction-sections -Iinclude \
        -c examples-c/bare/bare.c -o "$out/bare.o"
    "$linker" --gc-sections -T examples-c/bare/board.ld "$out/bare.o" \
        "${CARGO_TARGET_DIR:-target}/$target/release/libhmacsign.a" -o "$out/bare-board"
    program=$out/bare-board
    run="qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -semihosting-config enable=on,target=native -kernel $program"
else
    ${CC:-cc} $warnings -fno-pic -no-pie -static -nostdlib -nostartfiles -Wl,--gc-sections -Iinclude \
        examples-c/bare/bare.c "$out/../libhmacsign.a" -o "$out/bare"
    program=$out/bare
    run=$program
fi
undefined=$(nm -u "$program")
test -z "$undefined" || { echo "bare: undefined: $undefined" >&2; exit 1; }
said=$($run 2>&1)
echo "$said"
case $said in
*"miNvl48rhHHXXknGgXnbnJQ+duM="*verified*refused) ;;
*) echo "bare: it did not say what it should" >&2; exit 1 ;;
esac
size "$program"
