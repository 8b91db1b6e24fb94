// What the programs here check with: a failed check is told and counted, and the program goes on.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>

inline int failures = 0;

inline void check(bool holds, const char* what, const char* file, int line) {
    if (!holds) {
        std::fprintf(stderr, "%s:%d: %s\n", file, line, what);
        failures++;
    }
}

#define CHECK(...) check(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

// What a program ends with.
inline int finish() {
    std::puts(failures == 0 ? "ok" : "failed");
    return failures == 0 ? 0 : 1;
}

#endif
