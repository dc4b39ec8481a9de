/** What happened to a machine, read from what its processes said. */
package org.vitrine.app.model.activity;
