/* Doubles as text that reads back to the same double, whatever the process's locale. Knows of no files. */
#ifndef LN_IO_NUMBER_H
#define LN_IO_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { LN_NUMBER_TEXT = 40 };

/* The shortest text that reads back, laid out as Python's repr does: 5.0, 0.30000000000000004, 1e-07, 1e+16, NaN, -Infinity. */
void ln_double_text(double value, char out[LN_NUMBER_TEXT]);
/* The double of a number in C's syntax with a '.' for the point. */
double ln_double_parse(const char *text);

#endif
