/// `contract-maven-plugin` as projects use it: the example, and copies of it that break a contract.
@NullMarked
package dev.evenkeel.plugintests;

import org.jspecify.annotations.NullMarked;
