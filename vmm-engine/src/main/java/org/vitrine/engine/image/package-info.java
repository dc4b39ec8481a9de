/** Floor 2: disk and disc images. Of the engine's packages, the application may import this one. */
package org.vitrine.engine.image;
