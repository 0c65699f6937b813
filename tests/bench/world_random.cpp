#include "world_random.h"

#include <cmath>

namespace relmap::bench {
namespace {

// MurmurHash3's final mix: neighbouring inputs give unrelated seeds.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

const std::vector<std::string> kGiven = {"Ada",   "Bela",   "Carl", "Dora",  "Emil", "Fay",  "Goran", "Hana",
                                         "Igor",  "Jun",    "Kofi", "Lena",  "Mara", "Nils", "Oona",  "Pia",
                                         "Quinn", "Rosa",   "Sven", "Tara",  "Ugo",  "Vera", "Wei",   "Xenia",
                                         "Yara",  "Zoltan", "Ana",  "Bruno", "Chen", "Dev"};
const std::vector<std::string> kFront = {
    "Ander", "Berg", "Castel", "Dorn", "Eschen", "Falk",  "Gold",  "Hart", "Iver", "Jans",  "Kalt", "Lind",
    "Mont",  "Nord", "Ost",    "Pell", "Quast",  "Rosen", "Stein", "Thal", "Ulm",  "Vogel", "Wald", "Zell"};
const std::vector<std::string> kBack = {"sen", "mann", "berg", "er",  "ova",
                                        "son", "feld", "ini",  "ley", "ström"};
const std::vector<std::string> kTrade = {"Bank",  "Logistics", "Energy",  "Foods",  "Insurance",
                                         "Steel", "Retail",    "Telecom", "Pharma", "Airways"};

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : engine_(mix(seed + 0x9e3779b97f4a7c15ULL * (stream + 1))) {}

// Square roots are the same everywhere (IEEE 754), logarithms need not be: the factor high / low is split in
// halves of equal ratio, one random bit each.
double Random::log_between(double low, double high) {
  double value = low;
  double factor = high / low;
  for (std::uint64_t bits = engine_(), i = 0; i < 24; ++i, bits >>= 1) {
    factor = std::sqrt(factor);
    if (bits & 1) value *= factor;
  }
  return value;
}

std::string Random::person_name() { return one_of(kGiven) + " " + one_of(kFront) + one_of(kBack); }

std::string Random::company_name() { return one_of(kFront) + one_of(kBack) + " " + one_of(kTrade); }

}  // namespace relmap::bench
