/** Every word that the application shows, from resource bundles. */
package org.vitrine.app.text;
