/* Doubles as text that reads back to the same double, whatever the process's locale. Knows of no files. */
#include "io/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double ln_double_parse(const char *text)
{
    /* glibc and musl hand out one static object for "C", so this neither allocates nor fails. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = strtod_l(text, NULL, plain);
    freelocale(plain);
    return value;
}

typedef struct digits {
    char text[20];
    int count, exponent; /* d.ddd * 10^exponent */
} digits;

/* `count` significant digits of a positive number, rounded to nearest. */
static void take_digits(double value, int count, digits *d)
{
    char text[LN_NUMBER_TEXT];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    char *at = text;
    d->count = 0;
    for (; *at != '\0' && *at != 'e'; at++) /* whatever the locale puts for the point is skipped */
        if (*at >= '0' && *at <= '9' && d->count < count)
            d->text[d->count++] = *at;
    d->text[d->count] = '\0';
    d->exponent = *at == 'e' ? atoi(at + 1) : 0;
}

static bool reads_back(const digits *d, double value)
{
    char text[LN_NUMBER_TEXT];
    snprintf(text, sizeof text, "%se%d", d->text, d->exponent - (d->count - 1));
    return ln_double_parse(text) == value;
}

/* The next number up with as many digits. */
static void step_up(digits *d)
{
    int i = d->count - 1;
    while (i >= 0 && d->text[i] == '9')
        d->text[i--] = '0';
    if (i >= 0) {
        d->text[i]++;
    } else { /* 99 to 100, which is 10 one place up */
        d->text[0] = '1';
        d->exponent++;
    }
}

static void shortest(double value, digits *d)
{
    /* Fifteen digits survive the way into a normal double and back, so nothing shorter than they (less their zeros) can do. */
    for (int count = value < DBL_MIN ? 1 : 15; count <= 17; count++) {
        take_digits(value, count, d);
        if (reads_back(d, value))
            break;
        /* At a power of two the doubles below lie twice as dense as those above: the nearest short number may fall to the lower
         * neighbour while the next one up, though farther, reads back. */
        digits up = *d;
        step_up(&up);
        if (reads_back(&up, value)) {
            *d = up;
            break;
        }
    }
    while (d->count > 1 && d->text[d->count - 1] == '0')
        d->text[--d->count] = '\0';
}

void ln_double_text(double value, char out[LN_NUMBER_TEXT])
{
    if (isnan(value) || isinf(value) || value == 0) {
        const char *sign = signbit(value) && !isnan(value) ? "-" : "", *name = isnan(value) ? "NaN"
                                                                               : value == 0 ? "0.0"
                                                                                            : "Infinity";
        snprintf(out, LN_NUMBER_TEXT, "%s%s", sign, name);
        return;
    }
    char *at = out;
    digits d;
    if (value < 0)
        *at++ = '-';
    shortest(fabs(value), &d);
    if (d.exponent < -4 || d.exponent >= 16) {
        *at++ = d.text[0];
        if (d.count > 1) {
            *at++ = '.';
            memcpy(at, d.text + 1, (size_t)d.count - 1);
            at += d.count - 1;
        }
        snprintf(at, (size_t)(out + LN_NUMBER_TEXT - at), "e%c%02d", d.exponent < 0 ? '-' : '+', abs(d.exponent));
        return;
    }
    if (d.exponent < 0)
        *at++ = '0';
    for (int i = 0; i <= d.exponent; i++)
        *at++ = i < d.count ? d.text[i] : '0';
    *at++ = '.';
    for (int i = d.exponent + 1; i < 0; i++)
        *at++ = '0';
    int rest = d.exponent < 0 ? 0 : d.exponent + 1;
    if (rest >= d.count)
        *at++ = '0';
    for (int i = rest; i < d.count; i++)
        *at++ = d.text[i];
    *at = '\0';
}
