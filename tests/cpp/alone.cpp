// include/hmacsign.hpp alone, twice, and as a second part of a program.
#include "hmacsign.hpp"
#include "hmacsign.hpp"
