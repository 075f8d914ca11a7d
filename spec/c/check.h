/* How the programs here say what failed. */
#ifndef LN_SPEC_CHECK_H
#define LN_SPEC_CHECK_H

#include <stdio.h>

/* Unless the condition holds, prints it and ends the function with 1. */
#define CHECK(condition)                                                                                                         \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            printf("line %d: %s\n", __LINE__, #condition);                                                                       \
            return 1;                                                                                                            \
        }                                                                                                                        \
    } while (0)

#endif
