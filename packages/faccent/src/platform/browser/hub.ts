/** The Hugging Face Hub's address. */
export const HUB = 'https://huggingface.co';
