/** Floor 1: a machine's configuration as records. */
package org.vitrine.engine.config;
